import type { Random } from './random.ts'

const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严洪武莫孔']
const twoCharacterSurnames = ['欧阳', '诸葛', '上官', '司徒', '夏侯']
const womenGiven = ['芳', '敏', '静', '丽', '艳', '娟', '霞', '秀英', '桂兰', '玉梅', '雪梅', '红霞', '晓红', '丽华', '淑珍', '婷婷', '雅琴', '佳怡', '思琪', '梦瑶', '欣怡', '子涵', '雨萱', '诗涵', '慧敏', '美玲', '春燕', '小丽', '文静', '若兰', '晓蕾', '海燕', '丹', '倩', '琳', '颖', '洁', '蓉', '薇', '莉']
const menGiven = ['伟', '强', '磊', '军', '勇', '杰', '涛', '明', '超', '建国', '建华', '志强', '文斌', '浩然', '宇轩', '俊杰', '国庆', '海涛', '永康', '立新', '晓东', '家豪', '子墨', '鹏', '斌']
const nicknames = [
  '小鱼儿', '平安是福', '岁月静好', '阳光总在风雨后', '一米阳光', '云淡风轻', '静待花开', '向日葵', '小确幸', '慢生活', '山野有雾', '清风徐来', '甜甜圈', '豆豆妈', '朵朵妈妈', '乐乐爸',
  '糖糖麻麻', '木子李', '半夏', '七月', '南方有乔木', '冬暖', '橘子汽水', '青柠', '芒果不忙', '吃货本货', '奶茶三分糖', '听雨', '老树', '海阔天空', '知足常乐', '简单就好', '拾光', '晚风', '茉莉', '荷塘月色', '花开富贵',
  '老兵', '福满堂', '紫罗兰', '梧桐', '麦子', '阿拉蕾', '大白', '小王子', '布丁', '柚子', '栗子', '花卷', '米粒', '小满', '立春', '一叶知秋', '静水流深', '随缘', '水墨丹青', '如意', '蓝天白云', '云朵', '浅笑',
]
const latin = ['Amy', 'Linda', 'Cathy', 'Vivian', 'Yoyo', 'Jessica', 'Kelly', 'Grace', 'Sunny', 'Coco', 'Tina', 'Alice', 'Fiona', 'Leo', 'Kevin', 'Jason', 'Tony', 'Michelle_W', 'lily.zhang', 'Zoe', 'momo', 'CC', 'J', 'Anne-Marie', 'Bella Chen']
const longNames = ['杭州西湖边卖伞的小姑娘兼职做点心', '每天早睡早起身体好好好好的陈阿姨', '专注二十年老面馒头铺子（南门总店）', 'Happy Every Day and Be Kind to Everyone', '不回消息就是在带娃或者在路上勿急']
const trades = ['装修', '保险', '律所', '瑜伽', '花店', '烘焙', '财务', '外贸', '幼教', '月嫂']

export interface PersonName { real: string, surname: string, isWoman: boolean, wechat: string, address: string }

/** A person and the name she has in WeChat: her own, a nickname, Latin letters, a trade behind it, or a very long one. */
export function aPersonName(random: Random): PersonName {
  const isWoman = random.chance(0.78)
  const surname = random.chance(0.02) ? random.pick(twoCharacterSurnames) : random.pick(surnames)
  const given = random.pick(isWoman ? womenGiven : menGiven)
  const real = surname + given
  const roll = random.next()
  const wechat = roll < 0.24 ? real
    : roll < 0.34 ? given.length === 2 ? given : given + given
      : roll < 0.42 ? `${random.pick(['A', 'A-', '阿'])}${given}`
        : roll < 0.72 ? random.pick(nicknames) + (random.chance(0.2) ? String(random.int(1, 99)) : '')
          : roll < 0.86 ? random.pick(latin)
            : roll < 0.92 ? `${real}-${random.pick(trades)}`
              : roll < 0.94 ? random.pick(longNames) : `${surname}${isWoman ? random.pick(['姐', '女士', '小姐', '妈妈']) : random.pick(['哥', '先生', '总'])}`
  const address = surname + (isWoman ? random.pick(['姐', '姐', '姐', '阿姨', '女士']) : random.pick(['哥', '哥', '先生', '总']))
  return { real, surname, isWoman, wechat, address }
}

export interface Place { province: string, city: string, district: string, street: string }

const places: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['浙江省', '杭州市', ['西湖区', '滨江区', '拱墅区', '上城区'], ['文三路', '江南大道', '莫干山路', '清江路']],
  ['上海', '上海市', ['静安区', '浦东新区', '徐汇区', '闵行区'], ['延平路', '锦绣路', '天钥桥路', '七莘路']],
  ['江苏省', '南京市', ['鼓楼区', '建邺区', '秦淮区'], ['中央路', '庐山路', '长乐路']],
  ['江苏省', '苏州市', ['姑苏区', '吴中区'], ['人民路', '东吴北路']],
  ['广东省', '广州市', ['天河区', '越秀区', '海珠区'], ['体育西路', '东风东路', '昌岗中路']],
  ['广东省', '深圳市', ['南山区', '福田区'], ['后海大道', '新洲路']],
  ['福建省', '厦门市', ['思明区', '湖里区'], ['湖滨南路', '嘉禾路']],
  ['北京', '北京市', ['朝阳区', '海淀区', '西城区'], ['望京街', '知春路', '阜成门外大街']],
  ['四川省', '成都市', ['武侯区', '锦江区'], ['天府大道', '东大街']],
  ['湖北省', '武汉市', ['武昌区', '江汉区'], ['中北路', '建设大道']],
  ['山东省', '青岛市', ['市南区', '崂山区'], ['香港中路', '海尔路']],
  ['辽宁省', '大连市', ['中山区', '沙河口区'], ['人民路', '黄河路']],
  ['陕西省', '西安市', ['雁塔区', '碑林区'], ['雁塔路', '长安北路']],
  ['湖南省', '长沙市', ['岳麓区', '雨花区'], ['麓山南路', '韶山中路']],
]

export function aPlace(random: Random): Place {
  const [province, city, districts, streets] = random.pick(places)
  return { province, city, district: random.pick(districts), street: `${random.pick(streets)}${random.int(3, 488)}号${random.int(1, 28)}幢${random.int(1, 26)}0${random.int(1, 6)}室` }
}

const prefixes = ['136', '137', '138', '139', '150', '151', '158', '159', '186', '187', '188', '133', '177', '189']

/** A mobile number that is nobody else's in the world: the count stands in its last digits. */
export function phoneOf(random: Random, count: number): string {
  return `${random.pick(prefixes)}00${String((count * 7919 + 104729) % 1_000_000).padStart(6, '0')}`
}
