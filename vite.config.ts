import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { brotliFiles } from './build/brotli-files.ts'
import { browserFloor, inlineBoot, linkedBoot } from './build/inline-boot.ts'

export default defineConfig({
  plugins: [vue(), linkedBoot(), inlineBoot(), brotliFiles()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: browserFloor,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the entry needs is named in the page, which must fit one TCP window: its chunks have no name but their hash.
    rolldownOptions: { input: 'src/app/main.ts', output: { chunkFileNames: ({ isDynamicEntry }) => isDynamicEntry ? 'assets/[name]-[hash].js' : 'assets/[hash].js' } },
  },
})
