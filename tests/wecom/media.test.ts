import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from './simulator-fixture.ts'

let harness: Harness
beforeEach(async () => { harness = await startHarness() })
afterEach(async () => { await harness.close() })
const png = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n picture')])

async function upload(path: string, content: Buffer, query: Record<string, string> = {}, field = 'media', filename = '图一.png'): Promise<Record<string, unknown>> {
  const token = String((await harness.api('GET', 'gettoken', undefined, { corpid: harness.corp.corpId, corpsecret: harness.corp.secret })).access_token)
  const form = new FormData()
  form.append(field, new Blob([new Uint8Array(content)], { type: 'image/png' }), filename)
  const search = new URLSearchParams({ access_token: token, ...query })
  return await (await fetch(`${harness.simulator.wecomBase}/cgi-bin/media/${path}?${search}`, { method: 'POST', body: form })).json() as Record<string, unknown>
}
async function fetched(mediaId: unknown): Promise<Response> {
  const token = String((await harness.api('GET', 'gettoken', undefined, { corpid: harness.corp.corpId, corpsecret: harness.corp.secret })).access_token)
  return fetch(`${harness.simulator.wecomBase}/cgi-bin/media/get?access_token=${token}&media_id=${String(mediaId)}`)
}

describe('media', () => {
  it('are refused under another field, of an unknown type, empty, too large, and when no picture', async () => {
    expect((await upload('upload', png, { type: 'image' }, 'file')).errcode).toBe(41005)
    expect((await upload('upload', png, { type: 'sculpture' })).errcode).toBe(40004)
    expect((await upload('upload', png, { type: 'constructor' })).errcode).toBe(40004)
    expect((await upload('upload', Buffer.from('x'), { type: 'image' })).errcode).toBe(44001)
    expect((await upload('upload', Buffer.alloc(2 * 1024 * 1024 + 1), { type: 'voice' })).errcode).toBe(45001)
    expect((await upload('upload', Buffer.from('no picture'), { type: 'image' })).errcode).toBe(40123)
    expect((await harness.api('POST', 'media/upload', {}, { type: 'image' })).errcode).toBe(41005)
  })

  it('come back as they went, under their own name, for three days', async () => {
    const { media_id, created_at } = await upload('upload', png, { type: 'image' })
    expect(created_at).toMatch(/^\d+$/)
    const got = await fetched(media_id)
    expect(Buffer.from(await got.arrayBuffer())).toEqual(png)
    expect(decodeURIComponent(got.headers.get('content-disposition') ?? '')).toContain('图一.png')
    await harness.move(3 * 86_400)
    expect((await harness.api('GET', 'media/get', undefined, { media_id: String(media_id) })).errcode).toBe(40007)
  })
})

describe('pictures for good', () => {
  it('are refused when empty, too large or no picture', async () => {
    expect((await upload('uploadimg', Buffer.from('x'))).errcode).toBe(44001)
    expect((await upload('uploadimg', Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)]))).errcode).toBe(45001)
    expect((await upload('uploadimg', Buffer.from('no picture'))).errcode).toBe(40123)
  })

  it('get an address that lasts, whatever the field is called, and serve as pic_url', async () => {
    const { url } = await upload('uploadimg', png, {}, 'fieldNameHere')
    await harness.move(30 * 86_400)
    const got = await fetch(String(url))
    expect([got.headers.get('content-type'), Buffer.from(await got.arrayBuffer())]).toEqual(['image/png', png])
    const attachments = [{ msgtype: 'image', image: { pic_url: url } }]
    expect((await harness.api('POST', 'externalcontact/add_msg_template', { sender: 'rep-chen', external_userid: ['wmDemo0001'], attachments })).errcode).toBe(0)
  })
})

describe('attachments of moments', () => {
  it('are refused without their purpose, and serve nothing else', async () => {
    expect((await upload('upload_attachment', png, { media_type: 'image' })).errcode).toBe(40058)
    expect((await upload('upload_attachment', png, { media_type: 'sculpture', attachment_type: '1' })).errcode).toBe(40004)
    const { errcode, media_id, created_at } = await upload('upload_attachment', png, { media_type: 'image', attachment_type: '1' })
    expect([errcode, typeof created_at]).toEqual([0, 'number'])
    const attachments = [{ msgtype: 'image', image: { media_id } }]
    expect((await harness.api('POST', 'externalcontact/add_msg_template', { sender: 'rep-chen', external_userid: ['wmDemo0001'], attachments })).errcode).toBe(40007)
  })
})
