/** What the platform itself gives out and remembers. Times are seconds since 1970 of the simulated clock. */
export interface AccessToken { token: string, expiresAt: number }

export interface Ticket { ticket: string, kind: 'corp' | 'agent', issuedAt: number, expiresAt: number }

export interface OauthCode { code: string, userid: string, scope: 'snsapi_base' | 'snsapi_privateinfo', expiresAt: number, isUsed: boolean, isExternal: boolean }

export interface UserTicket { ticket: string, userid: string, expiresAt: number }

/** 20 seconds of life, one use. */
export interface WelcomeCode { code: string, userid: string, external_userid: string, expiresAt: number, isUsed: boolean }

export interface ContactWay {
  config_id: string
  type: 1 | 2
  scene: 1 | 2
  style?: number
  remark: string
  skip_verify: boolean
  state: string
  qr_code?: string
  user: string[]
  party: number[]
  createdAt: number
  is_temp?: boolean
  expires_in?: number
  chat_expires_in?: number
  unionid?: string
  conclusions?: object
}

export interface MassRecipient {
  userid: string
  /** One of the two, by the message's chat_type. */
  external_userid?: string
  chat_id?: string
  /** 0 not sent, 1 sent, 2 not a friend any more, 3 received as many as allowed. */
  status: 0 | 1 | 2 | 3
  send_time: number
}

export interface MassMessage {
  msgid: string
  creator: string
  /** 0 by the company (API, console), 1 by a member. */
  create_type: 0 | 1
  create_time: number
  chat_type: 'single' | 'group'
  text?: { content: string }
  attachments: object[]
  tasks: { userid: string, status: 0 | 2, send_time: number }[]
  recipients: MassRecipient[]
  isCancelled: boolean
  reminders: number[]
}

export interface Transfer {
  id: string
  handover_userid: string
  takeover_userid: string
  external_userid: string
  startedAt: number
  /** 1 done, 2 waiting, 3 refused by the customer, 4 the taker's customers are at the limit. */
  status: 1 | 2 | 3 | 4
  takeover_time: number
}

/** A message of the app to members. `at` in milliseconds of the simulated clock. */
export interface AppMessage {
  msgid: string
  to: string[]
  msgtype: string
  content: object
  at: number
  task_id?: string
  /** Serves one update_template_card within 72 h. */
  response_code?: string
  isRecalled?: boolean
}

/** A picture that uploadimg made public, for good. */
export interface Picture { id: string, contentType: string, base64: string, createdAt: number }

export interface Media {
  media_id: string
  type: 'image' | 'voice' | 'video' | 'file'
  filename: string
  contentType: string
  base64: string
  createdAt: number
  /** By upload_attachment: 1 moments, 2 product album. */
  attachmentType?: 1 | 2
}
