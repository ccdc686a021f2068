import type { NoteKind } from '../../contract/words.ts'

/** What such customers write and what reps note down: natural, short, about nothing that a food may not claim. */
export const kindsReplies: Record<string, readonly string[]> = {
  nest: ['平时就吃点燕窝', '燕窝吃得多，即食的方便'],
  fish_maw: ['花胶多一点，煲汤用', '主要是花胶和燕窝'],
  sea_cucumber: ['海参，早上一只', '家里一直吃海参'],
  ginseng: ['西洋参泡水喝', '参片，泡茶的'],
  gelatin: ['阿胶糕，办公室放着吃', '就吃阿胶糕'],
  milk_powder: ['羊奶粉，给老人买的', '奶粉，早上冲一杯'],
  other: ['什么都吃点', '燕窝、桃胶都买过'],
  none: ['还没吃过呢，先看看', '没怎么吃过，想了解下'],
}

export const durationReplies: Record<string, readonly string[]> = {
  not_yet: ['还没开始呢', '想吃还没下手'],
  under_3_months: ['刚开始吃，一个多月', '也就两个月吧'],
  under_1_year: ['大半年了', '去年冬天开始的'],
  '1_to_3_years': ['两年了吧', '吃了有一年多'],
  over_3_years: ['好多年啦', '四五年了，没断过'],
  on_and_off: ['想起来就吃，断断续续的', '没长性，吃吃停停'],
}

export const familyReplies: Record<string, readonly string[]> = {
  self: ['我自己吃', '就我一个人吃'],
  spouse: ['我和我老公一起', '我跟爱人'],
  parents: ['给我妈买的', '爸妈吃，我偶尔'],
  pregnant: ['我女儿怀孕了，给她的', '孕期，问过医生说可以'],
  child: ['孩子也跟着吃点', '大人吃，小孩偶尔尝尝'],
  gift: ['多半是送人', '送客户送长辈的多'],
}

export const careReplies = [
  '谢谢，你也注意身体', '好的，收到', '嗯嗯，谢谢提醒', '你不说我都忘了', '这边也冷了，谢谢关心', '好，我看看冰箱里那包', '有心了', '好的呢，有需要找你', '谢谢小{{姓}}，都挺好的', '哈哈好，等我这阵忙完',
]
export const usageReplies = ['味道可以，就是稍微甜了点', '吃得惯，我妈说软糯', '还行，炖久了有点化', '挺好的，跟上次差不多', '刚吃了两天，还没感觉出啥', '收到了，包装挺仔细']
export const supplyReplies = ['还有几瓶，下周再说', '正要找你呢，照旧来一份', '还有不少，月底吧', '快吃完了，有活动吗', '你怎么知道的，刚好见底了']

export const factNotes: readonly (readonly [NoteKind, string])[] = [
  ['appetite', '爱喝甜汤，冰糖要少放'], ['appetite', '喜欢软糯，炖得久一点'], ['appetite', '早饭前吃一只海参，配小米粥'], ['appetite', '不喝牛奶，羊奶粉能接受'],
  ['dislike', '妈妈不爱太甜的'], ['dislike', '花胶怕腥，要放姜片'], ['dislike', '不喜欢打电话，微信说就行'], ['dislike', '玻璃瓶磕碎过一次，包装要加厚'],
  ['temper', '说话直，先说结果'], ['temper', '慢热，问一句答一句，别追'], ['temper', '爽快，定了就付款'], ['temper', '比较细，要看检测报告'],
  ['family', '女儿在上海读研，寒假回来'], ['family', '婆婆住一起，两个人吃'], ['family', '妈妈七十二了，牙口不好'], ['family', '儿媳妇明年生，想提前备着'], ['family', '爱人常出差，条装方便带'],
  ['plan', '下个月去三亚过冬，地址要换'], ['plan', '中秋要送六份，三份寄北京'], ['plan', '装修房子，先别寄大件'], ['plan', '春节前要囤两个月的'], ['plan', '打算换成鲜炖的试试'],
  ['other', '要开公司抬头发票'], ['other', '快递放物业前台'], ['other', '晚上八点以后才看微信'], ['other', '朋友也在我们家买'],
]
