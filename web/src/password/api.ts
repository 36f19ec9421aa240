//! The two calls about passwords that need no sign-in.
import { post, type UserError } from '../page/graphql.ts';
import type { Language } from '../page/language.ts';

const RESET = `mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) { userErrors { code message field } }
}`;
const REQUEST = `mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) { userErrors { code message field } }
}`;

interface Payload {
  userErrors: readonly UserError[];
}

/** Chooses the password; gives back what stands in the way. Only success uses the link up. */
export async function choosePassword(
  token: string,
  newPassword: string,
  language: Language,
): Promise<readonly UserError[]> {
  const input = { token, newPassword };
  return (await post<{ resetPassword: Payload }>(RESET, { input }, language)).resetPassword.userErrors;
}

/** Asks for a link by mail. The answer does not say whether there is such an account. */
export async function requestLink(email: string, language: Language): Promise<readonly UserError[]> {
  const input = { email };
  return (await post<{ requestPasswordReset: Payload }>(REQUEST, { input }, language)).requestPasswordReset.userErrors;
}
