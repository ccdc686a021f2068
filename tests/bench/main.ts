import { readdirSync } from 'node:fs'

/** What a benchmark file exports. */
interface Bench { run: (args: string[]) => Promise<void> }

const names = readdirSync(new URL('.', import.meta.url))
  .filter(file => file.endsWith('.ts') && file !== 'main.ts' && !file.includes('.test.'))
  .map(file => file.slice(0, -'.ts'.length))
  .sort()

const [name, ...args] = process.argv.slice(2)

if (!name || !names.includes(name)) {
  process.stderr.write(`${name ? `no benchmark "${name}"` : 'which benchmark?'} npm run bench -- NAME [arguments]; names: ${names.join(', ')}\n`)
  process.exitCode = 2
}
else {
  try {
    const bench = await import(`./${name}.ts`) as Partial<Bench>
    if (!bench.run) throw new Error(`tests/bench/${name}.ts exports no run(args)`)
    await bench.run(args)
  }
  catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
