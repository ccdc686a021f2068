import { readFile } from 'node:fs/promises'
import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyInstance, type FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type Platform, followKey } from '../platform.ts'

const files: Record<string, string> = {
  'shell.css': 'text/css; charset=utf-8',
  'shell.js': 'text/javascript; charset=utf-8',
  'dom.js': 'text/javascript; charset=utf-8',
  'chat.js': 'text/javascript; charset=utf-8',
  'client-frame.js': 'text/javascript; charset=utf-8',
  'panels.js': 'text/javascript; charset=utf-8',
  'faults.js': 'text/javascript; charset=utf-8',
}
const chatsShown = 200

/** The shell's page, its files as they are, and what it shows. */
export function registerShell(app: FastifyInstance, platform: Platform): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>()
  app.get('/simulator', async (_request, reply) => reply.redirect('/simulator/', 302))
  app.get('/simulator/', async (_request, reply) => sendFile(reply, 'index.html', 'text/html; charset=utf-8'))
  for (const [name, type] of Object.entries(files)) app.get(`/simulator/shell/${name}`, async (_request, reply) => sendFile(reply, name, type))

  app.get('/simulator/shell/members', async () => platform.members.all().filter(member => member.status !== 5).map(({ userid, name, position, hasCustomerContact }) => ({
    userid, name, position, hasCustomerContact, customers: platform.follows.by(0, userid).length,
  })))

  /** What the bar shows all the time; the whole state is heavier. */
  app.get('/simulator/shell/pulse', async () => ({ clock: platform.clock.now().toISOString(), faults: platform.faults }))

  /** Newest conversation first; `q` looks in names, remarks and ids. */
  typed.get('/simulator/shell/chats', { schema: { querystring: Type.Object({ member: Type.String(), q: Type.Optional(Type.String()) }) } }, async ({ query }) => {
    const wanted = (query.q ?? '').trim().toLowerCase()
    const rows = platform.follows.by(0, query.member).map((follow) => {
      const contact = platform.contacts.get(follow.external_userid)
      const last = platform.messages.by(0, followKey(follow.userid, follow.external_userid)).at(-1)
      return {
        external_userid: follow.external_userid,
        name: contact?.name ?? follow.external_userid,
        remark: follow.remark,
        avatar: contact?.avatar ?? '',
        hasDeletedUs: follow.deleted_by_customer === true,
        last: last ? { from: last.from, content: last.content, msgtype: last.msgtype } : null,
        at: last?.at ?? follow.createtime * 1000,
      }
    })
    const found = wanted ? rows.filter(row => `${row.name} ${row.remark} ${row.external_userid}`.toLowerCase().includes(wanted)) : rows
    return found.sort((a, b) => b.at - a.at).slice(0, chatsShown)
  })

  typed.get('/simulator/shell/messages', { schema: { querystring: Type.Object({ member: Type.String(), customer: Type.String() }) } }, async ({ query }) =>
    platform.messages.by(0, followKey(query.member, query.customer)).slice(-200))
}

async function sendFile(reply: FastifyReply, name: string, type: string): Promise<FastifyReply> {
  return reply.type(type).header('cache-control', 'no-store').send(await readFile(new URL(`./${name}`, import.meta.url), 'utf8'))
}
