//! The page behind a respondent's personal link, `/svar/{token}`. An ordinary client of the public GraphQL API.
import './style.css';
import { App } from './app.ts';

const host = document.getElementById('app');
if (host === null) throw new Error('index.html has no #app');

const [, ...segments] = location.pathname.split('/').filter((it) => it !== '');
new App(host, decodeURIComponent(segments.at(-1) ?? ''));
