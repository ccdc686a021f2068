import { existsSync } from 'node:fs'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const globalSetup = existsSync('tests/support/global-setup.ts') ? ['tests/support/global-setup.ts'] : []
const appSetup = existsSync('tests/app/support/setup.ts') ? ['tests/app/support/setup.ts'] : []

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        test: { name: 'app', environment: 'happy-dom', environmentOptions: { happyDOM: { url: 'http://localhost/' } }, include: ['tests/app/**/*.test.ts'], setupFiles: appSetup },
      },
      {
        test: {
          name: 'node', environment: 'node', include: ['tests/**/*.test.ts'], exclude: ['tests/app/**', 'tests/bench/**', 'tests/e2e/**', 'node_modules/**'],
          globalSetup, testTimeout: 20_000, hookTimeout: 60_000,
        },
      },
      {
        // Whole ways in a browser, file after file: they share one composition of simulator, server and app.
        test: {
          name: 'e2e', environment: 'node', include: ['tests/e2e/**/*.test.ts'], fileParallelism: false,
          globalSetup: ['tests/e2e/support/global-setup.ts'], testTimeout: 60_000, hookTimeout: 120_000,
        },
      },
    ],
  },
})
