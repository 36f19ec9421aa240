//! How GraphiQL reaches `/graphql`: POST for queries and mutations, one WebSocket per token for subscriptions.
import type { Fetcher } from '@graphiql/toolkit';
import { type DocumentNode, type ExecutionResult, Kind, OperationTypeNode } from 'graphql';
import { type Client, createClient } from 'graphql-ws';

const PATH = '/graphql';

type Headers = Record<string, string>;

export const fetcher: Fetcher = (params, options) => {
  const headers = (options?.headers ?? {}) as Headers;
  if (isSubscription(options?.documentAST, params.operationName)) {
    return socket(authorization(headers)).iterate(params) as AsyncIterableIterator<ExecutionResult>;
  }
  return post(params, headers);
};

async function post(params: object, headers: Headers): Promise<ExecutionResult> {
  const response = await fetch(PATH, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(params),
  });
  const body = await response.text();
  try {
    return JSON.parse(body) as ExecutionResult;
  } catch {
    throw new Error(`${response.status} ${response.statusText}: ${body.slice(0, 500)}`);
  }
}

function isSubscription(document: DocumentNode | undefined, operationName: string | null | undefined): boolean {
  const operations = (document?.definitions ?? []).filter((it) => it.kind === Kind.OPERATION_DEFINITION);
  const chosen = operations.length > 1 ? operations.find((it) => it.name?.value === operationName) : operations[0];
  return chosen?.operation === OperationTypeNode.SUBSCRIPTION;
}

/** Header names are case-insensitive, but the key in `connection_init` is not: always `authorization`. */
function authorization(headers: Headers): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
}

let current: { token: string | undefined; client: Client } | undefined;

/** The open socket, or a new one when the token has changed since (a socket keeps the token it began with). */
function socket(token: string | undefined): Client {
  if (current !== undefined && current.token === token) return current.client;
  void current?.client.dispose();
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${PATH}`,
    connectionParams: token === undefined ? {} : { authorization: token },
    retryAttempts: 2,
  });
  current = { token, client };
  return client;
}
