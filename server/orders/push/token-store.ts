import type { Context } from '../../context.ts'
import { findToken, saveToken } from '../../webhooks/sources.queries.ts'

/** Where a source's passing token is kept between calls, sealed, until it ends. */
export interface TokenStore { find: () => Promise<string | null>, save: (token: { value: string, expiresAt: Date } | null) => Promise<void> }

export function tokenStoreOf({ db, vault }: Pick<Context, 'db' | 'vault'>, sourceId: string, now: Date): TokenStore {
  return {
    find: async () => {
      const kept = await findToken(db, sourceId, now)
      return kept && vault.open(kept)
    },
    save: token => saveToken(db, sourceId, token && { cipher: vault.seal(token.value), expiresAt: token.expiresAt }),
  }
}
