import { FileRefusal } from './refusal.ts'

export type FileKind = 'xlsx' | 'csv'

const starts = (bytes: Buffer, ...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte)

/** What a file is by its content, whatever it is called. Throws FileRefusal for what is no CSV and no XLSX. */
export function detectKind(head: Buffer): FileKind {
  if (head.length === 0) throw new FileRefusal('empty-file', '文件是空的')
  if (starts(head, 0x50, 0x4B, 0x03, 0x04)) return 'xlsx'
  if (starts(head, 0x50, 0x4B)) throw new FileRefusal('damaged-zip', '这个 Excel 文件损坏或不完整，请重新下载')
  if (starts(head, 0xD0, 0xCF, 0x11, 0xE0)) throw new FileRefusal('old-xls', '这是旧版 .xls（或加了密码的）文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传')
  if (starts(head, 0x1F, 0x8B) || starts(head, 0x52, 0x61, 0x72) || starts(head, 0x37, 0x7A)) throw new FileRefusal('archive', '这是压缩包，请先解压再上传里面的表格')
  if (starts(head, 0x25, 0x50, 0x44, 0x46)) throw new FileRefusal('pdf', '这是 PDF，请从平台导出 CSV 或 Excel')
  const text = head.toString('latin1').replace(/^\xEF\xBB\xBF/, '').trimStart().toLowerCase()
  if (/^(<!doctype html|<html|<head|<table|<meta|<style)/.test(text)) throw new FileRefusal('html', '这个文件其实是网页（HTML），请用 Excel 或 WPS 打开后另存为 .xlsx 再上传')
  if (/^<\?xml|^<workbook/.test(text)) throw new FileRefusal('xml', '这是 XML 格式的表格，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传')
  return 'csv'
}
