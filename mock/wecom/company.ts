/**
 * What the simulated platform holds about one company, in the platform's own words and field meanings
 * (seconds since 1970, wm… ids), so that an API answer is a selection of it and never a translation.
 */
export interface CorpSettings {
  corpId: string
  agentId: string
  /** Secret of the self-built app. */
  secret: string
  /** Callback token and key of the app. */
  token: string
  encodingAesKey: string
  /** Trusted domains of the app, host[:port]; loopback with a port is the one exception the platform would not allow. */
  trustedDomains: string[]
}

export interface Department { id: number, name: string, parentid: number, order: number, department_leader: string[] }

export interface Member {
  userid: string
  name: string
  department: number[]
  is_leader_in_dept: number[]
  direct_leader: string[]
  position: string
  /** 1 active, 2 disabled, 4 inactive, 5 left. */
  status: 1 | 2 | 4 | 5
  /** Has the customer-contact function. */
  hasCustomerContact: boolean
}

export interface ExternalContact {
  external_userid: string
  name: string
  avatar: string
  type: 1 | 2
  gender: 0 | 1 | 2
  unionid?: string
}

export interface Follow {
  userid: string
  external_userid: string
  remark: string
  description: string
  createtime: number
  tag_id: string[]
  remark_corp_name?: string
  remark_mobiles: string[]
  oper_userid: string
  add_way: number
  state?: string
  /** The customer deleted the member: the relation is gone for the API, but the member still sees the chat. */
  deleted_by_customer?: boolean
}

export interface CorpTag { id: string, name: string, order: number, create_time: number }
export interface CorpTagGroup { group_id: string, group_name: string, order: number, create_time: number, tag: CorpTag[] }

export interface ChatMessage {
  id: string
  userid: string
  external_userid: string
  from: 'member' | 'customer'
  msgtype: string
  /** Text content, or the message's JSON for other types. */
  content: string
  /** Milliseconds since 1970 of the simulated clock. */
  at: number
}

export interface Company {
  departments: Department[]
  members: Member[]
  contacts: ExternalContact[]
  follows: Follow[]
  tagGroups: CorpTagGroup[]
  messages: ChatMessage[]
}
