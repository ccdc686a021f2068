/* eslint-disable max-lines -- one list of tables, made by scripts/generate-schema.ts from the migrated database */
import type { Generated, GeneratedAlways } from 'kysely'

/** The tables as Kysely sees them (camelCase through its plugin). */
export interface ActivityDailyTable {
  userId: string
  day: string
  figures: unknown
}

export interface AnswerTable {
  id: string
  seq: GeneratedAlways<number>
  externalUserId: string
  questionKey: string
  questionVersion: number
  state: 'not_asked' | 'asked' | 'answered' | 'declined'
  source: 'said' | 'by_phone' | 'guessed' | null
  options: Generated<string[]>
  note: Generated<string>
  byUserId: string
  answeredAt: Date
}

export interface AuditTable {
  id: GeneratedAlways<number>
  at: Date
  userId: string | null
  action: string
  externalUserId: string | null
  details: Generated<unknown>
}

export interface BehaviourTagTable {
  externalUserId: string
  tag: string
  times: Generated<number>
  firstAt: Date
  lastAt: Date
}

export interface BulkRecipientTable {
  bulkSendId: string
  externalUserId: string
  taskId: string | null
  refused: string | null
  touchId: string | null
  outcome: 'sent' | 'not_sent' | null
  notSentWhy: 'not-friend' | 'full' | 'unconfirmed' | 'refused-by-wecom' | 'left-out' | null
}

export interface BulkSendTable {
  id: string
  byUserId: string
  textCipher: Buffer
  total: number
  notFound: number
  createdAt: Date
}

export interface BulkTaskTable {
  id: string
  bulkSendId: string
  userId: string
  state: Generated<'waiting' | 'created' | 'settled' | 'failed'>
  createdAt: Date
  calledAt: Date | null
  msgid: string | null
  nextLookAt: Date | null
}

export interface BuyerIdentityTable {
  platform: string
  buyerId: string
  externalUserId: string
  learntFrom: string
  createdAt: Date
}

export interface CatalogueVersionTable {
  one: Generated<boolean>
  version: number
}

export interface ChannelTable {
  state: string
  label: string
}

export interface CustomerTable {
  externalUserId: string
  name: string
  avatarUrl: string | null
  gender: Generated<number>
  kind: Generated<number>
  unionid: string | null
  region: string | null
  regionSource: 'order' | 'rep' | null
  ageBand: string | null
  birthdayOn: string | null
  optOutAt: Date | null
  ownerUserId: string | null
  lifetimeSpendFen: Generated<number>
  oneToOneAt: Date | null
  orderCount: Generated<number>
  purchaseDays: Generated<number>
  firstOrderAt: Date | null
  lastOrderAt: Date | null
  lastTouchAt: Date | null
  lastReplyAt: Date | null
  tier: Generated<'vip' | 'high' | 'middle' | 'low' | 'new'>
  highValue: Generated<boolean>
  scene: Generated<string>
  addedAt: Date
  lastActivityAt: Date
  updatedAt: Date
}

export interface CustomerJoinTable {
  externalUserId: string
  personId: string
  joinedBy: string
  joinedAt: Date
  oneToOneOwnAt: Date | null
}

export interface CustomerPlanTable {
  externalUserId: string
  checkAt: Date
  heldOut: Generated<boolean>
}

export interface CustomerScoreTable {
  externalUserId: string
  figures: unknown
  scoredAt: Date
}

export interface CustomerTagTable {
  externalUserId: string
  userId: string
  tagId: string
}

export interface DepartmentTable {
  id: number
  name: string
  parentId: number
  leaderUserIds: Generated<string[]>
}

export interface EventTable {
  id: string
  externalUserId: string
  kind: string
  happenedAt: Date
  payload: Generated<unknown>
}

export interface FavouriteTable {
  userId: string
  scriptId: string
}

export interface FollowTable {
  externalUserId: string
  userId: string
  remark: Generated<string>
  description: Generated<string>
  addedAt: Date
  addWay: Generated<number>
  state: Generated<string>
  operUserId: string | null
  lostAt: Date | null
  endedAt: Date | null
  pendingWrite: Generated<boolean>
  syncedAt: Date
  tookOverAt: Date | null
  addedAgainAt: Date | null
}

export interface FollowPhoneTable {
  externalUserId: string
  userId: string
  phoneHash: Buffer
  phoneCipher: Buffer
  lastFour: string
}

export interface GroupChatTable {
  chatId: string
  name: string
  ownerUserId: string
  createdAt: Date
  dismissedAt: Date | null
  syncedAt: Date
}

export interface GroupChatMemberTable {
  chatId: string
  externalUserId: string
  joinedAt: Date
}

export interface IdempotencyKeyTable {
  userId: string
  key: string
  requestHash: Buffer
  status: number | null
  reply: Buffer | null
  createdAt: Date
}

export interface ImportJobTable {
  id: string
  status: string
  userId: string
  sources: Generated<unknown>
  counts: Generated<unknown>
  preview: Generated<unknown>
  progress: Generated<unknown>
  failure: string | null
  createdAt: Date
  updatedAt: Date
  files: Generated<unknown>
}

export interface ImportNoteTable {
  importId: string
  rowSeq: number
  place: number
  file: string
  line: number
  columnName: string | null
  code: string
  message: string
}

export interface ImportProblemTable {
  importId: string
  seq: number
  file: string
  line: number
  columnName: string | null
  code: string
  message: string
  rowCipher: Buffer | null
}

export interface ImportRowTable {
  importId: string
  orderKey: string
  seq: number
  file: string
  line: number
  draft: unknown
  rowCipher: Buffer
}

export interface ImportUploadTable {
  importId: string
  fileNo: number
  seq: number
  name: string
  bytesCipher: Buffer
}

export interface InboxTable {
  id: GeneratedAlways<number>
  source: string
  dedupeKey: string
  orderKey: string
  bodyCipher: Buffer
  receivedAt: Date
  processedAt: Date | null
  attempts: Generated<number>
  lastError: string | null
  nextTryAt: Date | null
  failedAt: Date | null
}

export interface LoginStateTable {
  state: string
  browserHash: Buffer
  target: string
  createdAt: Date
}

export interface MaterialTable {
  id: string
  kind: string
  title: string
  body: unknown
  updatedAt: Date
}

export interface ModelFitTable {
  id: string
  model: string
  parameters: unknown
  fittedAt: Date
}

export interface NoteTable {
  id: string
  externalUserId: string
  kind: string
  text: string
  byUserId: string
  notedAt: Date
  updatedAt: Date
  deletedAt: Date | null
}

export interface OrderTable {
  id: GeneratedAlways<number>
  platform: string
  shop: Generated<string>
  orderNo: string
  externalUserId: string | null
  matchedBy: string | null
  state: 'unpaid' | 'paid' | 'shipped' | 'completed' | 'closed' | 'refunded'
  placedAt: Date
  paidAt: Date | null
  shippedAt: Date | null
  signedAt: Date | null
  goodsFen: number | null
  freightFen: number | null
  paidFen: number
  refundFen: Generated<number>
  netFen: GeneratedAlways<number | null>
  buyerId: string | null
  wecomCustomerId: string | null
  unionid: string | null
  isGiftOrder: Generated<boolean>
  buyerPhoneHash: Buffer | null
  phoneHash: Buffer | null
  phoneCipher: Buffer | null
  phoneLastFour: string | null
  recipientMasked: string | null
  recipientHash: Buffer | null
  addressHash: Buffer | null
  region: string | null
  buyerNote: Generated<string>
  sellerNote: Generated<string>
  purpose: Generated<'self' | 'gift' | 'relative' | 'unknown'>
  purposeReason: Generated<string>
  purposeBy: string | null
  logisticsCompany: string | null
  logisticsNo: string | null
  isPrivate: Generated<boolean>
  importId: string | null
  updatedAt: Date
  sourceModifiedAt: Date | null
  refundSeenAt: Date | null
}

export interface OrderCandidateTable {
  orderId: number
  externalUserId: string
  foundBy: string
}

export interface OrderLineTable {
  orderId: number
  lineNo: number
  subOrderNo: string | null
  title: string
  spec: Generated<string>
  code: Generated<string>
  productId: string | null
  quantity: number
  paidFen: number | null
  refundFen: Generated<number>
  isGift: Generated<boolean>
  isService: Generated<boolean>
}

export interface OrderRefusalTable {
  orderId: number
  externalUserId: string
  wasOf: string
  matchedBy: string | null
  byUserId: string
  refusedAt: Date
}

export interface OrderSourceRowTable {
  orderId: number
  importId: string | null
  file: string
  line: number
  rowCipher: Buffer
  createdAt: Date
}

export interface OutboxTable {
  id: GeneratedAlways<number>
  kind: string
  orderKey: string
  payloadCipher: Buffer
  createdAt: Date
  nextTryAt: Date
  attempts: Generated<number>
  deliveredAt: Date | null
  givenUpAt: Date | null
  lastError: string | null
  postedAt: Date | null
}

export interface PersonalTaskTable {
  bulkSendId: string
  externalUserId: string
  userId: string
  reason: string
  about: string
  createdAt: Date
  dueAt: Date | null
  expiresAt: Date | null
  unplaced: 'no-room' | 'has-one' | null
  withdrawnAt: Date | null
  withdrawnBy: string | null
}

export interface PlatformReadingTable {
  subject: string
  readAt: Date
}

export interface ProductTable {
  id: string
  name: string
  family: string
  codes: Generated<string[]>
  titleWords: Generated<string[]>
  packAmount: number | null
  dailyAmount: number | null
  unit: Generated<string>
  daysOfSupply: number | null
  foodClass: Generated<string>
  storage: Generated<string>
  needs: Generated<string[]>
  updatedAt: Date
  version: Generated<number>
  isActive: Generated<boolean>
  isSample: Generated<boolean>
  updatedBy: string | null
  deliveries: number | null
}

export interface PushTable {
  id: string
  userId: string
  kind: 'digest' | 'first_talk' | 'complaint' | 'visit' | 'promise' | 'escalation'
  subject: string
  createdAt: Date
}

export interface PushChoiceTable {
  userId: string
  digest: boolean
  updatedAt: Date
}

export interface QuestionTable {
  key: string
  version: number
  title: string
  options: unknown
  multiple: boolean
  position: number
  isCurrent: boolean
  createdAt: Date
}

export interface ReminderTable {
  id: string
  externalUserId: string
  userId: string
  rule: string
  contactClass: string
  state: 'open' | 'snoozed' | 'done' | 'skipped' | 'expired'
  title: string
  reason: string
  moreReasons: Generated<string[]>
  facts: Generated<unknown>
  score: Generated<number>
  dueAt: Date
  windowEndAt: Date | null
  snoozedUntil: Date | null
  skipReason: string | null
  skipNote: string | null
  touchId: string | null
  closedAt: Date | null
  closedBy: string | null
  createdAt: Date
  updatedAt: Date
  changes: Generated<string[]>
  effectiveDueAt: GeneratedAlways<Date | null>
  beforeSnooze: unknown
  escalatedAt: Date | null
  escalatedTo: Generated<string[]>
  pull: number | null
}

export interface RepTable {
  userId: string
  name: string
  role: 'rep' | 'guide' | 'lead' | 'operator' | 'admin'
  roleOverride: 'rep' | 'guide' | 'lead' | 'operator' | 'admin' | null
  isActive: Generated<boolean>
  syncedAt: Date
  sessionEpoch: Generated<number>
  hasContactFunction: Generated<boolean>
}

export interface RepDepartmentTable {
  userId: string
  departmentId: number
  isLeader: Generated<boolean>
}

export interface RepScopeTable {
  viewerId: string
  userId: string
}

export interface ReplyTable {
  id: string
  externalUserId: string
  touchId: string | null
  source: string
  repliedAt: Date
  byUserId: string | null
  takenBackAt: Date | null
}

export interface RuleTable {
  key: string
  isEnabled: Generated<boolean>
  params: unknown
  updatedAt: Date
  version: Generated<number>
  overrides: Generated<unknown>
  updatedBy: string | null
}

export interface RuleChangeTable {
  key: string
  version: number
  isEnabled: boolean
  params: unknown
  overrides: unknown
  changedAt: Date
  changedBy: string | null
}

export interface ScriptTable {
  id: string
  title: string
  kind: 'service' | 'care' | 'offer'
  situations: Generated<string[]>
  questionKey: string | null
  rules: Generated<string[]>
  families: Generated<string[]>
  tiers: Generated<string[]>
  months: Generated<number[]>
  keywords: Generated<string[]>
  body: string
  isActive: Generated<boolean>
  version: Generated<number>
  updatedAt: Date
}

export interface ScriptSendTable {
  id: string
  externalUserId: string
  userId: string
  scriptId: string | null
  questionKey: string | null
  reminderId: string | null
  textCipher: Buffer
  contactClass: string
  overLimitReason: string | null
  wordsAccepted: Generated<string[]>
  outcome: 'sent' | 'copied' | 'cancelled' | 'failed' | null
  failure: string | null
  preparedAt: Date
  outcomeAt: Date | null
  touchId: string | null
  overLimitText: string | null
}

export interface ServiceCaseTable {
  id: string
  externalUserId: string
  kind: 'complaint' | 'return' | 'exchange'
  summary: string
  openedBy: string
  openedAt: Date
  dueAt: Date
  handlerUserId: string
  means: Generated<unknown>
  closedAt: Date | null
  closedBy: string | null
  closeNote: string | null
}

export interface SettingTable {
  key: string
  value: unknown
  updatedAt: Date
}

export interface SettingChangeTable {
  version: number
  settings: unknown
  changedAt: Date
  changedBy: string | null
}

export interface SourceTable {
  id: string
  kind: 'webhook' | 'youzan' | 'wangdiantong' | 'jushuitan' | 'events'
  label: string
  platform: string
  shop: Generated<string>
  isEnabled: Generated<boolean>
  cursor: Generated<unknown>
  tokenCipher: Buffer | null
  tokenExpiresAt: Date | null
  lastReceivedAt: Date | null
  lastDoneAt: Date | null
  lastError: string | null
  lastErrorAt: Date | null
  createdAt: Date
  createdBy: string | null
  updatedAt: Date
}

export interface SourceSecretTable {
  id: string
  sourceId: string
  valueCipher: Buffer
  hint: string
  createdAt: Date
  createdBy: string | null
  validUntil: Date | null
}

export interface SupplyCorrectionTable {
  id: string
  externalUserId: string
  leftDays: number
  byUserId: string
  correctedAt: Date
}

export interface SyncRunTable {
  id: string
  kind: string
  status: string
  startedAt: Date
  finishedAt: Date | null
  repsDone: Generated<number>
  repsTotal: Generated<number>
  customers: Generated<number>
  cursor: Generated<unknown>
  failure: string | null
}

export interface TagTable {
  id: string
  groupId: string
  name: string
  position: Generated<number>
}

export interface TagGroupTable {
  id: string
  name: string
  position: Generated<number>
}

export interface TouchTable {
  id: string
  externalUserId: string
  userId: string
  channel: 'chat' | 'call' | 'sms' | 'parcel' | 'visit'
  contactClass: 'onboarding' | 'service' | 'proactive' | 'she_moved' | 'as_set'
  startedAt: Date
  lastAt: Date
  sendCount: Generated<number>
  overLimitReason: string | null
  replyState: Generated<'yes' | 'no' | 'unknown'>
  replySource: string | null
  replyAt: Date | null
  replyAskedAt: Date | null
  bulkSendId: string | null
  overLimitText: string | null
}

export interface UnknownMemberTable {
  userId: string
  askedAt: Date
}

export interface WaitingEventTable {
  id: string
  wecomCustomerId: string | null
  unionid: string | null
  phoneHash: Buffer | null
  kind: string
  happenedAt: Date
  payload: Generated<unknown>
  receivedAt: Date
}

export interface WecomCredentialTable {
  kind: string
  valueCipher: Buffer
  expiresAt: Date
  renewedAt: Date
}

export interface WelcomeTable {
  id: GeneratedAlways<number>
  codeHash: Buffer
  codeCipher: Buffer
  userId: string
  externalUserId: string
  state: string
  receivedAt: Date
  claimedAt: Date | null
  attempts: Generated<number>
  outcome: 'sent' | 'not_sent' | 'unknown' | null
  reason: string | null
  finishedAt: Date | null
  textCipher: Buffer | null
}

export interface WelcomeTextTable {
  state: string
  body: string
  isActive: Generated<boolean>
  updatedAt: Date
  updatedBy: string | null
}

export interface Schema {
  activityDaily: ActivityDailyTable
  answer: AnswerTable
  audit: AuditTable
  behaviourTag: BehaviourTagTable
  bulkRecipient: BulkRecipientTable
  bulkSend: BulkSendTable
  bulkTask: BulkTaskTable
  buyerIdentity: BuyerIdentityTable
  catalogueVersion: CatalogueVersionTable
  channel: ChannelTable
  customer: CustomerTable
  customerJoin: CustomerJoinTable
  customerPlan: CustomerPlanTable
  customerScore: CustomerScoreTable
  customerTag: CustomerTagTable
  department: DepartmentTable
  event: EventTable
  favourite: FavouriteTable
  follow: FollowTable
  followPhone: FollowPhoneTable
  groupChat: GroupChatTable
  groupChatMember: GroupChatMemberTable
  idempotencyKey: IdempotencyKeyTable
  importJob: ImportJobTable
  importNote: ImportNoteTable
  importProblem: ImportProblemTable
  importRow: ImportRowTable
  importUpload: ImportUploadTable
  inbox: InboxTable
  loginState: LoginStateTable
  material: MaterialTable
  modelFit: ModelFitTable
  note: NoteTable
  order: OrderTable
  orderCandidate: OrderCandidateTable
  orderLine: OrderLineTable
  orderRefusal: OrderRefusalTable
  orderSourceRow: OrderSourceRowTable
  outbox: OutboxTable
  personalTask: PersonalTaskTable
  platformReading: PlatformReadingTable
  product: ProductTable
  push: PushTable
  pushChoice: PushChoiceTable
  question: QuestionTable
  reminder: ReminderTable
  rep: RepTable
  repDepartment: RepDepartmentTable
  repScope: RepScopeTable
  reply: ReplyTable
  rule: RuleTable
  ruleChange: RuleChangeTable
  script: ScriptTable
  scriptSend: ScriptSendTable
  serviceCase: ServiceCaseTable
  setting: SettingTable
  settingChange: SettingChangeTable
  source: SourceTable
  sourceSecret: SourceSecretTable
  supplyCorrection: SupplyCorrectionTable
  syncRun: SyncRunTable
  tag: TagTable
  tagGroup: TagGroupTable
  touch: TouchTable
  unknownMember: UnknownMemberTable
  waitingEvent: WaitingEventTable
  wecomCredential: WecomCredentialTable
  welcome: WelcomeTable
  welcomeText: WelcomeTextTable
}
