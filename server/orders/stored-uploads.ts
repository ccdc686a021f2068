import type { Context } from '../context.ts'
import { detectKind } from './files/detect.ts'
import { limits } from './files/limits.ts'
import { FileRefusal } from './files/refusal.ts'
import type { Upload } from './files/upload.ts'
import { findUploadPiece, insertUploadPiece, listUploads } from './import.queries.ts'

const pieceBytes = 512 * 1024

/** Keeps one uploaded file in the database, sealed, piece by piece. Throws FileRefusal at the first look for what no reader takes. */
export async function storeUpload({ db, vault }: Pick<Context, 'db' | 'vault'>, file: { importId: string, fileNo: number, name: string, bytes: AsyncIterable<Uint8Array> }): Promise<void> {
  let parts: Uint8Array[] = []
  let size = 0
  let total = 0
  let seq = 0
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(parts)
    if (seq === 0) detectKind(bytes.subarray(0, 512))
    await insertUploadPiece(db, { importId: file.importId, fileNo: file.fileNo, seq: seq++, name: file.name, bytesCipher: vault.seal(bytes.toString('base64')) })
    parts = []
    size = 0
  }
  for await (const part of file.bytes) {
    parts.push(part)
    size += part.length
    total += part.length
    if (total > limits.csvBytes) throw new FileRefusal('too-large', `《${file.name}》超过 1 GB，请按月份分开导出`)
    if (size >= pieceBytes) await flush()
  }
  if (size > 0 || seq === 0) await flush()
}

/** The files of an import, in the order they came. */
export async function storedUploads({ db, vault }: Pick<Context, 'db' | 'vault'>, importId: string): Promise<Upload[]> {
  return (await listUploads(db, importId)).map(({ fileNo, name }) => ({
    name,
    async* open() {
      for (let seq = 0; ; seq++) {
        const piece = await findUploadPiece(db, importId, fileNo, seq)
        if (piece === null) return
        yield Buffer.from(vault.open(piece), 'base64')
      }
    },
  }))
}
