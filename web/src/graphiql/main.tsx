//! The GraphiQL workbench, bundled: it loads nothing from anywhere but this server.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { defaultQuery } from './default-query.ts';
import { fetcher } from './fetcher.ts';

const host = document.getElementById('graphiql');
if (host === null) throw new Error('graphiql.html has no #graphiql');

// Headers hold a bearer token, so they are kept for the page only and never written to the browser's storage. Queries
// may hold a password (signIn), so tabs and history live no longer than the browser tab: sessionStorage.
createRoot(host).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={defaultQuery}
    storage={sessionStorage}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
  />,
);
