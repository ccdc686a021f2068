import type { Context } from '../context.ts'
import { addMs, secondMs } from '../time.ts'
import { findCredential, lockCredential, upsertCredential, type CredentialKind } from './credentials.queries.ts'

export interface Credential { value: string, expiresAt: Date, renewedAt: Date }

/** A credential is not used in its last seconds: the call it is for takes time too. */
const marginMs = 15 * secondMs

/**
 * Token and ticket of the app, one for all processes through the database (sealed). When several find it gone, one renews it under
 * a lock and the others take what it got.
 */
export class Credentials {
  readonly #parts: Pick<Context, 'db' | 'vault' | 'clock'>
  readonly #held = new Map<CredentialKind, Credential>()
  readonly #renewing = new Map<CredentialKind, Promise<Credential>>()

  constructor(parts: Pick<Context, 'db' | 'vault' | 'clock'>) {
    this.#parts = parts
  }

  /** `isRefused`: the platform no longer takes this one, although its life is not over. `fetch` asks the platform for a new one. */
  async current(
    kind: CredentialKind, fetch: () => Promise<{ value: string, lifeSeconds: number }>, isRefused: (credential: Credential) => boolean = () => false,
  ): Promise<Credential> {
    const held = this.#held.get(kind)
    if (held && this.#lives(held) && !isRefused(held)) return held
    const renewing = this.#renewing.get(kind) ?? this.#renew(kind, fetch, isRefused).finally(() => this.#renewing.delete(kind))
    this.#renewing.set(kind, renewing)
    return renewing
  }

  async #renew(kind: CredentialKind, fetch: () => Promise<{ value: string, lifeSeconds: number }>, isRefused: (credential: Credential) => boolean): Promise<Credential> {
    const { db, vault, clock } = this.#parts
    const credential = await db.transaction().execute(async (trx) => {
      await lockCredential(trx, kind)
      const kept = this.#open(await findCredential(trx, kind))
      if (kept && this.#lives(kept) && !isRefused(kept)) return kept
      const { value, lifeSeconds } = await fetch()
      const now = clock.now()
      const fresh = { value, expiresAt: addMs(now, lifeSeconds * secondMs), renewedAt: now }
      await upsertCredential(trx, { kind, valueCipher: vault.seal(value), expiresAt: fresh.expiresAt, renewedAt: now })
      return fresh
    })
    this.#held.set(kind, credential)
    return credential
  }

  #lives(credential: Credential): boolean {
    return addMs(this.#parts.clock.now(), marginMs) < credential.expiresAt
  }

  #open(row: Awaited<ReturnType<typeof findCredential>>): Credential | null {
    if (!row) return null
    try {
      return { value: this.#parts.vault.open(row.valueCipher), expiresAt: row.expiresAt, renewedAt: row.renewedAt }
    }
    catch {
      // Sealed with a key that is gone: as if there were none.
      return null
    }
  }
}
