import { errorStatus, type ErrorCode } from '../../contract/errors.ts'

const defaultMessages: Record<ErrorCode, string> = {
  'bad-request': '请求的内容不完整，请刷新后再试',
  'not-signed-in': '登录已过期，请重新打开侧边栏',
  'bad-signature': '签名不对，或没有这个来源：请核对推送地址和密钥',
  'wrong-origin': '这个请求不是从知客页面发出的，已拒绝',
  'not-allowed': '你没有权限做这件事',
  'not-found': '没有找到，可能已被删除',
  'customer-not-found': '没有找到这位客户，或不在你的客户范围内',
  'answer-conflict': '这个问题刚被别人更新过，请看看两个答案再决定',
  'idempotency-mismatch': '同一次操作的内容前后不一致，请刷新后再试',
  'reason-required': '已超过联系上限，请选一个原因再发',
  'words-need-check': '有几个词不宜对客户说，请看看建议的说法',
  'recipient-changed': '聊天已切换到另一位客户，没有发送',
  'state-conflict': '状态已变化，请刷新后再试',
  'order-taken': '这笔订单已经对在另一位客户名下，不能再对一次',
  'order-ambiguous': '有几个平台都有这个订单号，请选一个',
  'digits-do-not-fit': '手机后四位和订单上的对不上，请核对后再试',
  'too-large': '文件太大',
  'unsupported-file': '不支持这种文件',
  'script-has-gaps': '话术里还有没填上的内容，请补上再发',
  'invalid-value': '填写的内容不符合要求',
  'too-many-requests': '操作太频繁，请稍等片刻再试',
  'internal': '服务器出错了，内容没有丢，请稍后再试',
  'wecom-refused': '企业微信没有接受这次操作',
  'wecom-away': '暂时连不上企业微信，请稍后再试',
  'database-away': '数据库暂时不可用，请稍后再试',
}

/** The one way a handler refuses. The status follows from the code. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, message: string = defaultMessages[code], details?: unknown) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.details = details
  }

  get status(): number { return errorStatus[this.code] }
}
