import { defineConfig } from 'vite';

// Two pages: `index.html` is behind the links in mails (/svar/{token}, /passord/{token}), `graphiql.html` is the
// workbench at /graphiql. The server embeds `dist` and serves the hashed files under /assets/, hence the absolute base.
const server = process.env.TRESPOR_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/',
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'graphiql.html'],
      // Libraries made for React servers carry "use client", which says nothing here and drowns real warnings.
      onLog(level, log, report) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
    chunkSizeWarningLimit: 4096,
  },
  server: {
    proxy: { '/graphql': { target: server, ws: true } },
  },
});
