/** The platform's own texts, as far as they were seen; the rest says what it means. Only the code is to be relied on. */
const texts: Record<number, string> = {
  [-1]: 'system busy',
  40001: 'invalid credential',
  40003: 'invalid userid',
  40004: 'invalid media type',
  40005: 'invalid type',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40032: 'invalid userid list size',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40063: 'some parameters are empty',
  40068: 'invalid tagid',
  40071: 'invalid tag name',
  40091: 'provider_secret is invalid',
  40096: 'invalid external userid',
  40098: 'takeover user not real-name',
  40123: 'invalid image format',
  40126: 'corp tag count out of limit',
  40128: 'transfer too frequently',
  40129: 'customer is being transferred',
  40130: 'handover user and takeover user is the same',
  40131: 'handover_userid is not the follow user',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  41005: 'media data missing',
  41008: 'missing code',
  41009: 'missing userid',
  41035: 'missing external userid',
  41037: 'missing contact way type',
  41038: 'missing contact way scene',
  41039: 'invalid contact way type',
  41040: 'invalid contact way scene',
  41041: 'contact way user count out of limit',
  41043: 'missing config_id',
  41044: 'invalid config_id',
  41045: 'contact way count out of limit',
  41046: 'missing msgid',
  41047: 'invalid msgid',
  41048: 'no customer to send',
  41049: 'missing welcome code',
  41050: 'invalid welcome code',
  41051: 'customer has started chat',
  41054: 'user not activated',
  41063: 'group msg is being dispatched, try again later',
  41064: 'attachment count out of limit',
  41065: 'invalid attachment type',
  41093: 'group msg is cancelled',
  41094: 'remind too frequently',
  41096: 'welcome msg is being distributed',
  42001: 'access_token expired',
  42014: 'invalid task_id',
  43001: 'require GET method',
  43002: 'require POST method',
  44001: 'empty media data',
  44004: 'text content is empty',
  45001: 'media size out of limit',
  45002: 'content size out of limit',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  47001: 'data format error',
  48002: 'api forbidden',
  50001: 'redirect_uri unauthorized',
  50100: 'invalid cursor',
  60003: 'department not found',
  60011: 'no privilege to access/modify contact/party/agent',
  60020: 'not allow to access from your ip',
  60111: 'userid not found',
  60123: 'invalid party id',
  60140: 'invalid response_code',
  600018: 'invalid time range',
  81013: 'user & party & tag all invalid',
  81017: 'requests out of limit',
  82001: 'user & party & tag are all empty',
  84061: 'not external contact',
  84074: 'no permission of external contact',
  90501: 'not external chat',
  301002: 'not allow operate another agent with this accesstoken',
}

export class PlatformError extends Error {
  readonly errcode: number

  constructor(errcode: number, text = texts[errcode] ?? 'request refused') {
    super(text)
    this.errcode = errcode
  }
}

/**
 * The body of a refusal as the platform really returns it, with a hint and its "more info" address
 * (seen in binarywang/WxJava#1528); the HTTP status stays 200.
 */
export function errorEnvelope(error: PlatformError, hint: { atSeconds: number, id: string, ip: string }): { errcode: number, errmsg: string } {
  const { errcode, message } = error
  const moreInfo = `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`
  return { errcode, errmsg: `${message}, hint: [${hint.atSeconds}_${hint.id.length % 90 + 10}_${hint.id}], from ip: ${hint.ip}, ${moreInfo}` }
}
