import fc from '../../node_modules/fast-check/lib/fast-check.js'

// fast-check for every test (vitest.config.ts): one seed, or the one that ZHIKE_SEED names, to look for more: `ZHIKE_SEED=$RANDOM npm test -- property`.
fc.configureGlobal({ seed: Number(process.env.ZHIKE_SEED ?? 20_261_122) })

export default fc
