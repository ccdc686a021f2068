/** An element with attributes, listeners (`onclick`) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined))
  return element
}

export const byId = id => document.getElementById(id)

export async function get(path) {
  const response = await fetch(`/simulator/${path}`)
  if (!response.ok) throw new Error(await messageOf(response))
  return response.json()
}

export async function post(path, body) {
  const response = await fetch(`/simulator/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await messageOf(response))
  return response.json()
}

async function messageOf(response) {
  const body = await response.json().catch(() => ({}))
  return body.message ?? `模拟器回答 ${response.status}`
}

let toastTimer
export function toast(text) {
  const element = byId('toast')
  element.textContent = text
  element.hidden = false
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => { element.hidden = true }, 3500)
}

/** Runs something that a button started; a refusal is shown, not lost. */
export function attempt(work) {
  return async (event) => {
    event?.preventDefault?.()
    try {
      await work(event)
    }
    catch (error) {
      toast(error.message)
    }
  }
}

const china = { timeZone: 'Asia/Shanghai', hour12: false }
export function dayAndTime(at) {
  return new Date(at).toLocaleString('zh-CN', { ...china, month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })
}

export function fullTime(at) {
  return new Date(at).toLocaleString('zh-CN', { ...china, year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short', hour: '2-digit', minute: '2-digit' }).replace('周', ' 周')
}

/** What a message says in one line, whatever its kind. */
export function lineOf({ msgtype, content }) {
  if (msgtype === 'text') return content
  const named = { image: '[图片]', video: '[视频]', file: '[文件]', news: '[链接]', miniprogram: '[小程序]', mass: '[群发]' }
  return named[msgtype] ?? `[${msgtype}]`
}
