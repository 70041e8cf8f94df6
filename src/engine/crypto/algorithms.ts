// Every name that may be handed to node:crypto. Electron's BoringSSL knows fewer than Node's OpenSSL and says so only
// when called, so a test holds each call in the engine against this list.
export const ALGORITHMS = {
  hash: ['sha256', 'sha512'],
  cipher: ['aes-256-gcm'],
  key: ['x25519', 'ed25519'],
} as const;
