import WorkApplication from 'node-easywechat/dist/Work/Application.js'
import ServerRequest from 'node-easywechat/dist/Core/Http/ServerRequest.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsapiSignature } from '../../mock/wecom/bridge/signature.ts'
import { type Harness, startHarness } from './simulator-fixture.ts'

/** Without it the client writes its tokens into files of the working directory. */
class MemoryCache {
  readonly #kept = new Map<string, unknown>()
  async get(key: string): Promise<unknown> { return this.#kept.get(key) ?? null }
  async has(key: string): Promise<boolean> { return this.#kept.has(key) }
  async set(key: string, value: unknown): Promise<boolean> { return this.#kept.set(key, value) !== undefined }
  async delete(key: string): Promise<boolean> { return this.#kept.delete(key) }
}

let harness: Harness
let app: WorkApplication
beforeAll(async () => {
  harness = await startHarness()
  app = new WorkApplication({
    corp_id: harness.corp.corpId, secret: harness.corp.secret, token: harness.corp.token, aes_key: harness.corp.encodingAesKey,
    http: { baseURL: `${harness.simulator.wecomBase}/` },
  })
  app.setCache(new MemoryCache() as Parameters<WorkApplication['setCache']>[0])
})
afterAll(async () => { await harness.close() })

const get = async (path: string, params: object = {}) => (await app.getClient().get(path, { params })).toObject() as Record<string, unknown>
const post = async (path: string, json: object) => (await app.getClient().postJson(path, json)).toObject() as Record<string, unknown>

describe('node-easywechat 3.6.2, unchanged', () => {
  it('fetches a token once and reads members, departments and customers with it', async () => {
    expect(await get('/cgi-bin/user/get', { userid: 'rep-chen' })).toMatchObject({ errcode: 0, userid: 'rep-chen', department: [2] })
    expect(await get('/cgi-bin/department/simplelist')).toMatchObject({ department_id: [{ id: 1 }, { id: 2 }, { id: 3 }] })
    expect(await post('/cgi-bin/externalcontact/batch/get_by_user', { userid_list: ['rep-chen'], cursor: '', limit: 100 })).toMatchObject({
      external_contact_list: [{ follow_info: { remark: '鹿姐', tag_id: ['etVip'] } }, {}, {}], next_cursor: '',
    })
    expect((await harness.state()).calls.filter(({ path }) => path === 'gettoken')).toHaveLength(1)
  })

  it('gets the platform\'s refusal as an answer with its code', async () => {
    expect(await get('/cgi-bin/user/get', { userid: 'nobody' })).toMatchObject({ errcode: 60111, errmsg: expect.stringContaining('from ip') })
  })

  it('changes a remark, and uploads a file that the platform gives back', async () => {
    expect(await post('/cgi-bin/externalcontact/remark', { userid: 'rep-chen', external_userid: 'wmDemo0002', remark: '青姐' })).toMatchObject({ errcode: 0 })
    const form = new FormData()
    form.append('media', new File(['a list of goods'], '清单.txt', { type: 'text/plain' }))
    const uploaded = (await app.getClient().post('/cgi-bin/media/upload', { params: { type: 'file' }, data: form })).toObject() as Record<string, unknown>
    expect(uploaded).toMatchObject({ errcode: 0, type: 'file' })
    const response = await app.getClient().get('/cgi-bin/media/get', { params: { media_id: uploaded.media_id }, responseType: 'arraybuffer' })
    expect(String(response.getContent())).toBe('a list of goods')
    expect(decodeURIComponent(String(response.getHeader('content-disposition')))).toContain('清单.txt')
  })

  it('signs a page with the ticket it fetched, and the signature is the platform\'s', async () => {
    const url = `${harness.origin}/page`
    const config = await app.getUtils().buildJsSdkConfig(url, ['checkJsApi']) as Record<string, unknown>
    const ticket = await app.getTicket().getTicket()
    expect(config.signature).toBe(jsapiSignature(ticket, { timestamp: String(config.timestamp), nonceStr: String(config.nonceStr) }, url))
  })

  it('opens the callbacks that the platform sends, and refuses one that was tampered with', async () => {
    await harness.simulator.emit({ kind: 'customer-added', userid: 'rep-chen', external_userid: 'wmNew00001', state: 'pack' })
    await harness.simulator.settled()
    const { url, body } = harness.callbacks.at(-1) ?? { url: new URL(harness.origin), body: '' }
    const opened = async (xml: string) => {
      app.setRequest(new ServerRequest('POST', `${url.pathname}${url.search}`, { 'content-type': 'text/xml' }, xml))
      return (await app.getServer().getDecryptedMessage()).toObject()
    }
    expect(await opened(body)).toMatchObject({ Event: 'change_external_contact', ChangeType: 'add_external_contact', ExternalUserID: 'wmNew00001', State: 'pack' })
    await expect(opened(body.replace(/(<Encrypt><!\[CDATA\[)./, '$1_'))).rejects.toThrow()
  })
})
