import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ImportId } from '../../contract/ids.ts'
import * as endpoints from '../../contract/imports.endpoints.ts'
import type { Import } from '../../contract/imports.schema.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../http/api-error.ts'
import { register, requireViewer } from '../http/register.ts'
import { keepable } from '../http/request-values.ts'
import { isUuid } from '../http/uuid.ts'
import { failedRowsCsv } from './failed-rows.ts'
import { limits } from './files/limits.ts'
import { FileRefusal } from './files/refusal.ts'
import { beginCommit, getImportView } from './import-files.ts'
import { resumeImports } from './import.jobs.ts'
import { changeImport, clearStaging, deleteImport, insertImport } from './import.queries.ts'
import { storeUpload } from './stored-uploads.ts'

const operators = ['operator', 'admin'] as const
const mostFiles = 12

export function addImportRoutes(app: FastifyInstance, context: Context): void {
  app.register(multipart, { limits: { fileSize: limits.csvBytes + 1, files: mostFiles, fields: 0 } })
  const { db, clock } = context

  register(app, context, endpoints.startImport, operators, async ({ viewer, request }) => ({ id: await takeUpload(context, viewer.userId, request) }))

  register(app, context, endpoints.getImport, operators, async ({ params }) => {
    if (isUuid(params.id)) await resumeImports(context, params.id)
    return requireImport(context, params.id)
  })

  register(app, context, endpoints.commitImport, operators, async ({ params }) => {
    const { status } = await requireImport(context, params.id)
    const isBegun = await db.transaction().execute(async (trx) => {
      const begun = await beginCommit({ db: trx, clock }, params.id)
      if (begun) await context.jobs.add(trx, 'commit-import', { importId: params.id })
      return begun
    })
    if (!isBegun) throw new ApiError('state-conflict', status === 'reading' ? '文件还在读取，请稍等预览出来' : '这次导入已经提交、取消或失败，不能再提交')
    return requireImport(context, params.id)
  })

  register(app, context, endpoints.cancelImport, operators, async ({ params }) => {
    await requireImport(context, params.id)
    if (!await changeImport(db, params.id, ['reading', 'previewed', 'committing'], { status: 'cancelled' }, clock.now())) {
      throw new ApiError('state-conflict', '这次导入已经结束，不能再取消')
    }
    await clearStaging(db, params.id, 'all')
    return requireImport(context, params.id)
  })

  app.get<{ Params: { id: string } }>('/api/imports/:id/failed', async (request, reply) => {
    const viewer = await requireViewer(context, request, operators)
    await requireImport(context, request.params.id)
    await db.transaction().execute(trx => writeAudit(trx, {
      at: clock.now(), userId: viewer.userId, action: 'failed-rows-exported', externalUserId: null, details: { importId: request.params.id },
    }))
    return reply.header('cache-control', 'no-store').header('content-disposition', `attachment; filename="failed-${request.params.id.slice(0, 8)}.csv"`)
      .type('text/csv; charset=utf-8').send(Readable.from(failedRowsCsv(context, request.params.id)))
  })
}

async function requireImport(context: Pick<Context, 'db'>, id: string): Promise<Import> {
  const found = isUuid(id) ? await getImportView(context, id) : null
  if (!found) throw new ApiError('not-found', '没有这次导入')
  return found
}

/** A file's name as it is shown and kept: what a browser calls it, no more than a line of it. */
const nameOf = (filename: string): string => String(keepable(filename)).slice(-200)

/** Takes the files in, sealed, and queues their reading. What no reader takes is refused at once. */
async function takeUpload(context: Context, userId: string, request: FastifyRequest): Promise<ImportId> {
  if (!request.isMultipart()) throw new ApiError('bad-request', '请用表单上传文件（字段 file）')
  const { db, clock, jobs } = context
  const importId = context.newId()
  await insertImport(db, { id: importId, userId, now: clock.now(), isUploading: true })
  try {
    const files: string[] = []
    for await (const part of request.files()) {
      const name = nameOf(part.filename) || `文件${files.length + 1}`
      files.push(name)
      await storeUpload(context, { importId, fileNo: files.length - 1, name, bytes: part.file })
    }
    if (files.length === 0) throw new ApiError('bad-request', '没有收到文件，请选择文件再上传')
    await db.transaction().execute(async (trx) => {
      await changeImport(trx, importId, ['reading'], { failure: null, files }, clock.now())
      await jobs.add(trx, 'read-import', { importId })
    })
    return importId as ImportId
  }
  catch (error) {
    await deleteImport(db, importId)
    if (error instanceof FileRefusal) throw new ApiError(error.code === 'too-large' ? 'too-large' : 'unsupported-file', error.message)
    throw error
  }
}
