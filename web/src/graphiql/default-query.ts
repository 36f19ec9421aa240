export const defaultQuery = `# Trespor's GraphQL API. The Docs pane (top left) describes every type.
#
# 1. Run this mutation with your e-mail address and password.
# 2. Copy accessToken from the answer.
# 3. Put it in the Headers tab below, and run any query:
#    {"Authorization": "Bearer <accessToken>"}
#
# Subscriptions take the same header.

mutation SignIn {
  signIn(input: { email: "", password: "" }) {
    tokens {
      accessToken
    }
    userErrors {
      code
      message
      field
    }
  }
}
`;
