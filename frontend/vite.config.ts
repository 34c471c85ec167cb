import { fileURLToPath } from 'node:url';

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// In development the API is the Django server's; this is where it listens unless SHOP_URL says otherwise.
const shop = process.env.SHOP_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  // Django serves what is built under its STATIC_URL.
  base: '/static/',
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    // Not in a hidden folder: it is collected with the files it names.
    manifest: 'manifest.json',
    target: 'es2023',
    rolldownOptions: {
      input: 'src/main.tsx',
      output: {
        codeSplitting: {
          groups: [
            // What every page needs, in few files: each more is a request on a phone.
            { name: 'vendor', test: /node_modules\/(react|react-dom|scheduler|react-router|@tanstack)\// },
            { name: 'shared', test: /frontend\/src\/(lib|api)\// },
            // Crumbs that several controls share: each alone would be one more.
            {
              name: 'crumbs',
              test: /node_modules\/(lucide-react|@base-ui\/utils|@base-ui\/react\/(internals|utils))\/|src\/components\/ui\/(Button|Notice|RetryNotice|Skeleton|Trail)/,
              minShareCount: 8,
            },
          ],
        },
      },
    },
    // Small files stay files: the page's content security policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': shop, '/_allauth': shop, '/media': shop, '/admin': shop } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
  },
});
