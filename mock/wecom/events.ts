import { type Static, Type } from 'typebox'

const Userid = Type.String({ minLength: 1, maxLength: 64 })
const ExternalUserid = Type.String({ pattern: '^w[mo][\\w-]{4,62}$' })
const strict = { additionalProperties: false }

/**
 * Body of `POST /simulator/events`: something that people do in their clients or an admin does in the console. Each changes the
 * simulated company and fires the platform's callback for it (what the API changes fires none). Example:
 * `{ "kind": "customer-added", "userid": "rep-chen", "external_userid": "wmNew00001", "name": "小鹿", "state": "mask-pack", "remark_mobiles": ["13800000000"] }`
 */
export const SimulatorEvent = Type.Union([
  Type.Object({
    kind: Type.Literal('customer-added'),
    userid: Userid,
    /** A new one is made when absent. */
    external_userid: Type.Optional(ExternalUserid),
    name: Type.Optional(Type.String({ minLength: 1 })),
    avatar: Type.Optional(Type.String()),
    gender: Type.Optional(Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)])),
    unionid: Type.Optional(Type.String()),
    remark: Type.Optional(Type.String()),
    remark_mobiles: Type.Optional(Type.Array(Type.String())),
    add_way: Type.Optional(Type.Integer()),
    state: Type.Optional(Type.String()),
    /** The contact way that was scanned: its `state` counts, and it must lead to this member. */
    config_id: Type.Optional(Type.String()),
    /** The customer passed, the member has not confirmed: add_half_external_contact, and the API still says 84061. */
    isHalf: Type.Optional(Type.Boolean()),
    /** The console has a welcome message of its own for this member: no welcome code. */
    hasOwnWelcome: Type.Optional(Type.Boolean()),
  }, strict),
  Type.Object({ kind: Type.Literal('customer-confirmed'), userid: Userid, external_userid: ExternalUserid }, strict),
  Type.Object({ kind: Type.Literal('customer-deleted-us'), userid: Userid, external_userid: ExternalUserid }, strict),
  Type.Object({ kind: Type.Literal('member-deleted-customer'), userid: Userid, external_userid: ExternalUserid }, strict),
  Type.Object({ kind: Type.Literal('customer-replied'), userid: Userid, external_userid: ExternalUserid, text: Type.String({ minLength: 1 }) }, strict),
  Type.Object({ kind: Type.Literal('member-typed'), userid: Userid, external_userid: ExternalUserid, text: Type.String({ minLength: 1 }) }, strict),
  Type.Object({
    kind: Type.Literal('member-edited'),
    userid: Userid,
    external_userid: ExternalUserid,
    remark: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    /** Alone, this fires no callback (DOC 101456). */
    remark_mobiles: Type.Optional(Type.Array(Type.String())),
    tag_id: Type.Optional(Type.Array(Type.String())),
  }, strict),
  Type.Object({ kind: Type.Literal('tag-created'), group_name: Type.String({ minLength: 1 }), name: Type.String({ minLength: 1 }), id: Type.Optional(Type.String()) }, strict),
  Type.Object({ kind: Type.Literal('tag-renamed'), id: Type.String(), name: Type.String({ minLength: 1 }) }, strict),
  Type.Object({ kind: Type.Literal('tag-deleted'), id: Type.String() }, strict),
  /** The tags of this group in their new order; without a group, the groups. All of them, each once. */
  Type.Object({ kind: Type.Literal('tags-reordered'), group_id: Type.Optional(Type.String({ minLength: 1 })), ids: Type.Array(Type.String(), { minItems: 1 }) }, strict),
  Type.Object({
    kind: Type.Literal('member-changed'),
    /** A new member when unknown. */
    userid: Userid,
    name: Type.Optional(Type.String({ minLength: 1 })),
    department: Type.Optional(Type.Array(Type.Integer(), { minItems: 1 })),
    is_leader_in_dept: Type.Optional(Type.Array(Type.Integer())),
    hasCustomerContact: Type.Optional(Type.Boolean()),
    status: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(4)])),
  }, strict),
  Type.Object({ kind: Type.Literal('member-left'), userid: Userid }, strict),
  Type.Object({
    kind: Type.Literal('department-changed'),
    id: Type.Integer(),
    name: Type.Optional(Type.String({ minLength: 1 })),
    parentid: Type.Optional(Type.Integer()),
    department_leader: Type.Optional(Type.Array(Userid)),
  }, strict),
  Type.Object({ kind: Type.Literal('transfer-refused'), external_userid: ExternalUserid, reason: Type.Optional(Type.Union([Type.Literal('customer_refused'), Type.Literal('customer_limit_exceed')])) }, strict),
  Type.Object({ kind: Type.Literal('mass-confirmed'), userid: Userid, msgid: Type.String() }, strict),
  Type.Object({ kind: Type.Literal('member-mass-sent'), userid: Userid, external_userid: Type.Array(ExternalUserid, { minItems: 1 }), text: Type.String({ minLength: 1 }) }, strict),
  Type.Object({ kind: Type.Literal('group-created'), chat_id: Type.Optional(Type.String()), name: Type.String({ minLength: 1 }), owner: Userid, external_userid: Type.Array(ExternalUserid) }, strict),
  Type.Object({ kind: Type.Literal('group-renamed'), chat_id: Type.String(), name: Type.String({ minLength: 1 }) }, strict),
  /** To a colleague who is in the group. */
  Type.Object({ kind: Type.Literal('group-owner-changed'), chat_id: Type.String(), userid: Userid }, strict),
  /** Empty takes it down. */
  Type.Object({ kind: Type.Literal('group-notice-changed'), chat_id: Type.String(), notice: Type.String() }, strict),
  Type.Object({ kind: Type.Literal('group-joined'), chat_id: Type.String(), userid: Type.String() }, strict),
  Type.Object({ kind: Type.Literal('group-left'), chat_id: Type.String(), userid: Type.String() }, strict),
  Type.Object({ kind: Type.Literal('group-said'), chat_id: Type.String(), userid: Type.String(), text: Type.String({ minLength: 1 }) }, strict),
  Type.Object({ kind: Type.Literal('group-dismissed'), chat_id: Type.String() }, strict),
])
export type SimulatorEvent = Static<typeof SimulatorEvent>
export type EventOf<Kind extends SimulatorEvent['kind']> = Extract<SimulatorEvent, { kind: Kind }>

/** The same for Ajv: judged by its kind, so that a refusal names what is wrong in that kind. */
export const SimulatorEventBody = Type.Unsafe<SimulatorEvent>({ type: 'object', required: ['kind'], discriminator: { propertyName: 'kind' }, oneOf: SimulatorEvent.anyOf })

/** What was asked for can't happen in this company; told to the caller with 400. */
export class ImpossibleEvent extends Error {}
