//! The pages behind the links in mails, chosen by path: `/svar/{token}` for respondents, `/passord/{token}` to choose a
//! password. Ordinary clients of the public GraphQL API.
import './page/style.css';
import { App } from './answer/app.ts';
import { PasswordApp } from './password/app.ts';

const host = document.getElementById('app');
if (host === null) throw new Error('index.html has no #app');

const [first, token = ''] = location.pathname.split('/').filter((it) => it !== '');
if (first === 'passord') new PasswordApp(host, token);
else new App(host, token);
