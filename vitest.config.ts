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
          name: 'node', environment: 'node', include: ['tests/**/*.test.ts'], exclude: ['tests/app/**', 'tests/bench/**', 'node_modules/**'],
          globalSetup, testTimeout: 20_000, hookTimeout: 60_000,
        },
      },
    ],
  },
})
