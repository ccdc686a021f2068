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
  /** Departments (with all below) that the app may see; everybody when absent. */
  visibleDepartments?: number[]
  /** The app is among 客户联系 → 可调用接口的应用; true when absent. */
  mayCallCustomerContact?: boolean
  /** How many external contacts the company may hold; 50,000 when absent. */
  customerLimit?: number
  /** How many mass messages a customer receives: as many a month as it has days (default), 7 a week, or 1 a day. */
  massMessageRule?: 'month' | 'week' | 'day'
  /** API calls a minute for each endpoint; 10,000 when absent. */
  callsPerMinute?: number
  /** Messages of the app a minute that one member gets; 30 when absent. */
  messagesPerMinute?: number
  /** How many customers one member may hold; no limit when absent. */
  memberCustomerLimit?: number
  /** 企业可信IP: the addresses that may call the API; any when absent. */
  trustedIps?: string[]
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
  /** The customer deleted the member: a one-way relation, for the API as before, but no message arrives. */
  deleted_by_customer?: boolean
  /** The customer passed, the member has not confirmed yet: no relation for the API. */
  isHalf?: boolean
}

export interface CorpTag { id: string, name: string, order: number, create_time: number }
export interface CorpTagGroup { group_id: string, group_name: string, order: number, create_time: number, tag: CorpTag[] }

export interface ChatMessage {
  id: string
  /** In a group: who spoke, a customer's id too. */
  userid: string
  /** In a group: its chat id. */
  external_userid: string
  from: 'member' | 'customer'
  msgtype: string
  /** Text content, or the message's JSON for other types. */
  content: string
  /** Milliseconds since 1970 of the simulated clock. */
  at: number
  /** How it came into the chat; absent: typed by hand. */
  via?: 'bridge' | 'welcome' | 'mass'
}

export interface GroupMember {
  userid: string
  /** 1 member of the company, 2 external contact. */
  type: 1 | 2
  join_time: number
  join_scene: 1 | 2 | 3
  group_nickname: string
  name: string
  invitor?: { userid: string }
  state?: string
}

export interface GroupChat {
  chat_id: string
  name: string
  owner: string
  create_time: number
  notice: string
  member_list: GroupMember[]
  admin_list: { userid: string }[]
  /** 0 in use, 1 owner left, 2 being handed over, 3 handed over. */
  status: 0 | 1 | 2 | 3
}

export interface Company {
  departments: Department[]
  members: Member[]
  contacts: ExternalContact[]
  follows: Follow[]
  tagGroups: CorpTagGroup[]
  messages: ChatMessage[]
  groupChats?: GroupChat[]
}
