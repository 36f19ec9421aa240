//! How the pages reach `/graphql`. Knows how to talk, not what about.
import type { Language } from './language.ts';

export interface UserError {
  code: string;
  message: string;
  field: readonly string[];
}

/** The service could not be asked, or could not answer right now. Asking again later may help. */
export class Unavailable extends Error {}

/** The access token is missing, too old or withdrawn. */
export class Unauthenticated extends Unavailable {}

/** Whoever has this link may not do this; no use in asking again. */
export class Forbidden extends Error {}

const TIMEOUT_MS = 20_000;
/** Browsers let 64 KiB in all outlive a page, and refuse outright what is larger. */
const OUTLIVES_THE_PAGE_BYTES = 30_000;

/** Asks in a language, which the server's own messages then arrive in. */
export async function post<T>(
  query: string,
  variables: object,
  language: Language,
  accessToken?: string,
): Promise<T> {
  const headers: Record<string, string> = {
    accept: 'application/graphql-response+json',
    'content-type': 'application/json',
    'accept-language': language.toLowerCase(),
  };
  if (accessToken !== undefined) headers['authorization'] = `Bearer ${accessToken}`;
  const body = new TextEncoder().encode(JSON.stringify({ query, variables }));
  let response: Response;
  let reply: { data?: T | null; errors?: { message: string; extensions?: { code?: string } }[] };
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers,
      body,
      // Lets the last answer through although the page is being closed.
      keepalive: body.length <= OUTLIVES_THE_PAGE_BYTES,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    reply = await response.json();
  } catch (cause) {
    throw new Unavailable('no usable answer from the service', { cause });
  }
  const codes = (reply.errors ?? []).map((it) => it.extensions?.code);
  if (response.status === 401 || codes.includes('UNAUTHENTICATED')) throw new Unauthenticated();
  if (response.status === 403 || codes.includes('FORBIDDEN')) throw new Forbidden();
  if (reply.data == null || codes.length > 0) {
    throw new Unavailable(`${response.status}: ${reply.errors?.[0]?.message ?? 'no data'}`);
  }
  return reply.data;
}
