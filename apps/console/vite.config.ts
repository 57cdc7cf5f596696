import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2024',
    // These know light-dark(), nesting and color-mix(), so the theme's variables stay as they are written.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    // The content security policy knows no inline script, and every browser we build for preloads modules itself.
    modulePreload: { polyfill: false },
    // A data: URL would need its own line in the policy.
    assetsInlineLimit: 0,
  },
});
