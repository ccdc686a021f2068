import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** A bound says only that a test hangs: a slow machine must not reach it, so it is one for all and generous. What a test waits for is a state. */
const patience = { testTimeout: 180_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } }
/** Properties are drawn from one seed, so that the same sources are green or red everywhere (tests/support/seeded-checks.ts). */
const alias = [{ find: /^fast-check$/, replacement: new URL('tests/support/seeded-checks.ts', import.meta.url).pathname }]

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        resolve: { alias },
        test: { ...patience, name: 'app', environment: 'happy-dom', environmentOptions: { happyDOM: { url: 'http://localhost/' } }, include: ['tests/app/**/*.test.ts'], setupFiles: ['tests/app/support/setup.ts'] },
      },
      {
        resolve: { alias },
        test: {
          ...patience, name: 'node', environment: 'node', include: ['tests/**/*.test.ts'], exclude: ['tests/app/**', 'tests/bench/**', 'tests/e2e/**', 'node_modules/**'],
          globalSetup: ['tests/support/global-setup.ts'], setupFiles: ['tests/support/setup.ts'],
          // The files of one worker share its modules: importing the server anew for each took more than half of the run.
          isolate: false,
        },
      },
      {
        // Whole ways in a browser, file after file: they share one composition of simulator, server and app.
        test: { ...patience, testTimeout: 600_000, name: 'e2e', environment: 'node', include: ['tests/e2e/**/*.test.ts'], fileParallelism: false, globalSetup: ['tests/e2e/support/global-setup.ts'] },
      },
    ],
  },
})
