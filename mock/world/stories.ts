import type { Pen } from './acts.ts'
import { tastes, type GoodKey } from './goods.ts'
import type { Habit, Person } from './people.ts'
import type { Story } from './story.ts'

const taste = (name: string): Person['taste'] => tastes.find(t => t.name === name)!
const habit = (main: GoodKey, packs: number, everyDays: number, lastDaysAgo: number, firstDaysAgo: number, givesPresents = false): Habit =>
  ({ main, packs, everyDays, lastDaysAgo, firstDaysAgo, givesPresents })
const woman = (real: string, wechat: string, remark: string): Partial<Person> =>
  ({ real, surname: real.slice(0, 1), wechat, remark, isWoman: true, address: `${real.slice(0, 1)}姐` })
const hangzhou = { province: '浙江省', city: '杭州市', district: '拱墅区', street: '莫干山路 188号6幢1203室' }
const qingdao = { province: '山东省', city: '青岛市', district: '市南区', street: '香港中路 62号3幢1801室' }
const days = 24
const minutes = 60_000

const answerAll = (pen: Pen, at: number, kinds: string[], duration: string, family: string[], note = '') => {
  pen.answer(at, 'kinds', kinds)
  pen.answer(at + 2 * minutes, 'duration', [duration])
  pen.answer(at + 4 * minutes, 'family', family, { note })
}

/** Numbers 0001–0025; the rest of the world is chance. */
export const stories: readonly Story[] = [
  {
    index: 1, shows: 'richest', quietDays: 45,
    person: {
      ...woman('王雅琴', '琴声悠扬', '王姐 燕窝老客'), place: hangzhou, worth: 'top', taste: taste('nest'), habit: habit('nest15', 2, 31, 26, 727, true), addedHoursAgo: 655 * days,
      state: 'tmall-parcel', addWay: 1, answers: { kinds: ['nest', 'fish_maw'], duration: ['over_3_years'], family: ['self', 'gift'] },
    },
    also: [[602, 'mawDry250', 1], [448, 'mawDry250', 1], [301, 'mawDry500', 1], [196, 'nestFresh', 1], [141, 'mawDry250', 1], [88, 'giftBox', 1, '中秋'], [61, 'cucumber10', 1]],
    tell(pen, { day }) {
      pen.act(day(300, 15), { kind: 'profile', ageBand: '40_49' })
      pen.note(day(44, 14.2), 'family', '婆婆冬天过来住，牙口不好，爱软糯的')
      pen.send(day(40, 10.1), 'season-change')
      pen.reply(day(40, 10.6), 'yes', '谢谢小陈，这边早晚是凉了。婆婆下周过来住一阵')
      pen.note(day(40, 10.7), 'dislike', '不要太甜，冰糖另放')
      pen.send(day(22, 10.4), 'parcel-signed', undefined, { 上次产品: '即食燕窝', 保存方法: '常温避光放；开瓶后冷藏，当天吃完' })
      pen.reply(day(22, 11), 'yes', '收到了，包得很好。这回放婆婆那边一箱')
      pen.note(day(22, 11.1), 'plan', '下月女儿回来，想一起吃，可能要多备一箱')
    },
  },
  { index: 2, shows: 'justAdded', quietDays: 0, person: { ...woman('许晓蕾', '小满', ''), worth: 'none', habit: null, notedPhones: [], addedHoursAgo: 1, state: 'tmall-parcel', addWay: 1 } },
  {
    index: 3, shows: 'supplyEnding', quietDays: 35,
    person: { ...woman('林玉兰', '岁月静好', '林姐 海参'), worth: 'top', taste: taste('cucumber'), habit: habit('cucumber20', 2, 22, 20, 510), addedHoursAgo: 480 * days, answers: { kinds: ['sea_cucumber'], duration: ['1_to_3_years'], family: ['self', 'spouse'] } },
    tell(pen, { day }) {
      pen.send(day(16, 15), 'cook-sea-cucumber')
      pen.reply(day(16, 15.5), 'yes', '好，照你说的拌小米粥，老公也爱吃')
      pen.note(day(16, 15.6), 'appetite', '早饭拌小米粥，爱人也吃半只')
    },
  },
  {
    index: 4, shows: 'supplyEnding', quietDays: 35,
    person: { ...woman('周敏', '周敏', '周姐 羊奶粉给爸爸'), worth: 'middle', taste: taste('milk'), habit: habit('goatMilk', 1, 33, 29, 260), addedHoursAgo: 240 * days, answers: { kinds: ['milk_powder'], duration: ['under_1_year'], family: ['parents'] } },
    tell(pen, { day }) { pen.note(day(28, 19), 'family', '爸爸七十六，早上冲一杯，嫌甜的不喝') },
  },
  { index: 5, shows: 'justAdded', quietDays: 0, person: { ...woman('何丹', 'Dan_何', ''), worth: 'small', taste: taste('light'), habit: habit('nest6', 1, 900, 4, 4), addedHoursAgo: 3, state: 'tmall-parcel', addWay: 1 } },
  { index: 6, shows: 'justAdded', quietDays: 0, person: { ...woman('沈琳', '橘子汽水', ''), worth: 'none', habit: null, notedPhones: [], addedHoursAgo: 21, state: 'live-room', addWay: 1 } },
  {
    index: 7, shows: 'asked', quietDays: 30,
    person: { ...woman('吕静', '静待花开', '吕姐'), worth: 'none', habit: null, notedPhones: [], addedHoursAgo: 22, state: 'douyin-parcel', addWay: 1 },
    tell(pen, { hoursAgo }) { pen.send(hoursAgo(21.5), 'opening-kinds', 'kinds') },
  },
  {
    index: 8, shows: 'asked', quietDays: 30,
    person: { ...woman('郑慧敏', '慧敏慧敏', '郑姐 花胶'), worth: 'small', taste: taste('maw'), habit: habit('mawInstant', 1, 900, 6, 6), addedHoursAgo: 52, state: 'tmall-parcel', addWay: 1 },
    tell(pen, { hoursAgo }) {
      pen.send(hoursAgo(51.5), 'opening-kinds', 'kinds')
      pen.answer(hoursAgo(50), 'kinds', ['fish_maw', 'nest'])
      pen.reply(hoursAgo(49.9), 'yes', '花胶煲汤多，燕窝偶尔')
      pen.send(hoursAgo(49.5), 'ask-duration-plain', 'duration')
    },
  },
  {
    index: 9, shows: 'silentHighValue', quietDays: 75,
    person: { ...woman('苏美玲', 'Meiling Su', '苏姐 鲜炖'), worth: 'top', taste: taste('nest'), habit: habit('nestFresh', 1, 32, 121, 700), addedHoursAgo: 640 * days, answers: { kinds: ['nest'], duration: ['1_to_3_years'], family: ['self'] } },
    tell(pen, { day }) {
      pen.send(day(52, 16), 'silent-usage', undefined, { 下单日期: '上回', 上次产品: '鲜炖燕窝月卡' })
      pen.reply(day(52, 17), 'yes', '挺好的，最近在忙搬家，搬完再说')
      pen.note(day(52, 17.1), 'plan', '在搬家，搬到滨江，新地址还没给')
    },
  },
  {
    index: 10, shows: 'silentHighValue', quietDays: 75,
    person: { ...woman('程丽华', '花开富贵', '程姐 燕盏'), worth: 'top', taste: taste('dry-nest'), habit: habit('nestDry100', 1, 41, 138, 690), addedHoursAgo: 600 * days, answers: { kinds: ['nest', 'fish_maw'], duration: ['over_3_years'], family: ['self', 'parents'] } },
    tell(pen, { day }) {
      pen.reply(day(74, 10.9), 'yes', '我妈刚出院，这阵子都在照顾她')
      pen.note(day(74, 11), 'family', '妈妈刚出院回家，由她照顾')
      pen.send(day(34, 10.5), 'silent-last-note')
      pen.reply(day(33, 12), 'no')
    },
  },
  {
    index: 11, shows: 'caseOpen', quietDays: 20,
    person: { ...woman('谢春燕', '春天的燕子', '谢姐'), worth: 'top', taste: taste('nest'), habit: habit('nest15', 1, 33, 5, 420), addedHoursAgo: 400 * days },
    tell(pen, { hoursAgo }) {
      pen.says(hoursAgo(2.2), '这次到的有两瓶盖子松了，漏了一箱子，怎么回事啊')
      pen.act(hoursAgo(2), { kind: 'case_opened', caseKind: 'complaint', summary: '15瓶装里两瓶盖子松，漏液，外箱湿了' })
    },
  },
  {
    index: 12, shows: 'caseOpen', quietDays: 20,
    person: { ...woman('韩文静', '文静', '韩姐 阿胶糕'), worth: 'middle', taste: taste('gelatin'), habit: habit('gelatinCake', 1, 70, 8, 300), addedHoursAgo: 280 * days },
    tell(pen, { hoursAgo }) {
      pen.says(hoursAgo(26.3), '买重了，没拆，能退吗')
      pen.act(hoursAgo(26), { kind: 'case_opened', caseKind: 'return', summary: '买重一盒阿胶糕，未拆封，要退' })
      pen.send(hoursAgo(25.8), 'case-means-return')
      pen.act(hoursAgo(25.7), { kind: 'case_means', means: 'return', note: '快递上门取，运费我们出', amountFen: 32800 })
      pen.reply(hoursAgo(25.5), 'yes', '好的，明天下午都在家')
    },
  },
  {
    index: 13, shows: 'parcelUnderWay', quietDays: 20,
    person: { ...woman('曹倩', '青柠', '曹姐 花胶'), worth: 'middle', taste: taste('maw'), habit: habit('mawInstant', 1, 45, 2, 400), addedHoursAgo: 380 * days, answers: { kinds: ['fish_maw'], duration: ['1_to_3_years'], family: ['self'] } },
    tell(pen, { day }) { answerAll(pen, day(8, 14), ['fish_maw'], '1_to_3_years', ['self']) },
  },
  {
    index: 14, shows: 'parcelUnderWay', quietDays: 20,
    person: { ...woman('蔡欣怡', '欣欣向荣', '蔡姐 石斛'), worth: 'middle', taste: taste('ginseng'), habit: habit('americanGinseng', 1, 60, 3, 200), addedHoursAgo: 190 * days },
    tell(pen, { day }) { answerAll(pen, day(6, 14), ['ginseng', 'dendrobium'], 'under_1_year', ['self', 'spouse']) },
  },
  {
    index: 15, shows: 'lost', quietDays: 30,
    person: { ...woman('罗艳', '一叶知秋', '罗姐'), worth: 'middle', taste: taste('light'), habit: habit('nestSmall', 1, 50, 70, 330), addedHoursAgo: 320 * days },
    tell(pen, { day }) {
      pen.send(day(11, 10.2), 'silent-thanks-plain')
      pen.act(day(9, 20.1), { kind: 'lost' })
    },
  },
  {
    index: 16, shows: 'optedOut', quietDays: 40,
    person: { ...woman('范雪梅', '听雨', '范姐 别打扰'), worth: 'middle', taste: taste('ginseng'), habit: habit('ginsengSlice', 1, 40, 33, 300), addedHoursAgo: 290 * days },
    tell(pen, { day }) {
      pen.says(day(21, 18.4), '有需要我会找你的，先别发消息了')
      pen.act(day(21, 18.5), { kind: 'profile', optOut: true })
      pen.note(day(21, 18.6), 'temper', '不喜欢被打扰，有需要会自己来问')
    },
  },
  {
    index: 17, shows: 'oneToOne', quietDays: 20,
    person: { ...woman('欧阳颖', '云淡风轻', '欧阳姐 燕盏花胶'), surname: '欧阳', address: '欧阳姐', worth: 'top', taste: taste('dry-nest'), habit: habit('nestDry100', 2, 75, 12, 720, true), addedHoursAgo: 700 * days },
    tell(pen, { day }) {
      pen.send(day(9, 11.3), 'usage-taste', undefined, { 上次产品: '干燕盏' })
      pen.reply(day(9, 12), 'yes', '这批毛少，好挑，不错')
    },
  },
  {
    index: 18, shows: 'noOrders', quietDays: 60,
    person: { ...woman('孔若兰', '茉莉', '孔姐 还没买过'), worth: 'none', habit: null, addedHoursAgo: 41 * days, state: 'referral', addWay: 1 },
    tell(pen, { day }) {
      pen.send(day(40, 10), 'opening-referral')
      answerAll(pen, day(40, 10.5), ['none'], 'not_yet', ['parents'], '想给妈妈试试')
      pen.reply(day(40, 10.7), 'yes', '没吃过，想给我妈试试，不懂买哪样')
      pen.note(day(40, 10.8), 'family', '妈妈六十八，一个人住，嫌麻烦不会炖')
    },
  },
  {
    index: 19, shows: 'twoReps', quietDays: 30,
    person: { ...woman('姜海燕', '海阔天空', '姜姐-青岛'), place: qingdao, worth: 'top', taste: taste('cucumber'), habit: habit('cucumberDry', 1, 44, 20, 500), followers: ['rep-chen', 'rep-qian'], addedHoursAgo: 450 * days },
  },
  {
    index: 20, shows: 'twoReps', quietDays: 30,
    person: { ...woman('戴佳怡', '朵朵妈妈', '戴姐'), worth: 'middle', taste: taste('milk'), habit: habit('goatBags', 1, 40, 25, 260), followers: ['rep-chen', 'guide-fang'], addedHoursAgo: 220 * days, state: 'store-desk', addWay: 1 },
  },
  {
    index: 21, shows: 'replyUnknown', quietDays: 35,
    person: { ...woman('夏婷婷', 'Sunny', '夏姐 石斛'), worth: 'top', taste: taste('nest'), habit: habit('dendrobium', 2, 62, 40, 640), addedHoursAgo: 500 * days, answers: { kinds: ['dendrobium', 'nest'], duration: ['1_to_3_years'], family: ['self'] } },
    tell(pen, { day }) { pen.send(day(1, 10.6), 'silent-thanks-plain') },
  },
  {
    index: 22, shows: 'promise', quietDays: 25,
    person: { ...woman('石秀英', '知足常乐', '石阿姨 海参'), address: '石阿姨', worth: 'middle', taste: taste('cucumber'), habit: habit('cucumber10', 1, 48, 30, 380), addedHoursAgo: 350 * days },
    tell(pen, { day, hoursAgo }) {
      pen.says(day(2, 15), '新批次什么时候到，到了跟我说一声')
      pen.act(day(2, 15.1), { kind: 'promise', text: '问新批次海参到货的日子，回她', dueAt: new Date(hoursAgo(-1)).toISOString() })
    },
  },
  {
    index: 23, shows: 'lapsed', quietDays: 200,
    person: { ...woman('顾丽', '梧桐', '顾姐 燕窝'), worth: 'top', taste: taste('nest'), habit: habit('nest15', 2, 36, 330, 725), addedHoursAgo: 690 * days },
    tell(pen, { day }) { pen.note(day(320, 16), 'temper', '说别家便宜，试试再说') },
  },
  {
    index: 24, shows: 'presents', quietDays: 30,
    person: { ...woman('方红霞', '福满堂', '方姐 送礼多'), worth: 'top', taste: taste('maw'), habit: habit('mawDry250', 1, 90, 40, 725, true), addedHoursAgo: 600 * days, answers: { kinds: ['fish_maw', 'nest'], duration: ['1_to_3_years'], family: ['parents', 'gift'] } },
  },
  {
    index: 25, shows: 'onlyMaskedPhones', quietDays: 30,
    person: { ...woman('白洁', '紫罗兰', '白姐'), worth: 'middle', taste: taste('gelatin'), habit: habit('gelatinCake', 1, 55, 21, 300), isAlwaysMasked: true, addedHoursAgo: 270 * days },
  },
]
