/**
 * What the company's shops sell, as their export files name it: titles in the way of such shops, merchant codes as the shops
 * wrote them over the years (the catalogue knows the same codes; a test compares). Prices in fen.
 */
export interface Good {
  code: string
  title: string
  spec: string
  priceFen: number
  /** How long one pack lasts one person; null: a gift box, nobody counts. */
  days: number | null
  shop: ShopKey
}

export type ShopKey = 'flagship' | 'seafood' | 'private'

/** Three shops, whose exports differ as real ones do: by age of the format, ids, times, masked phones. */
export const shops: Record<ShopKey, { id: string, name: string, isTmall: boolean }> = {
  flagship: { id: '104573218', name: '澄禾滋补旗舰店', isTmall: true },
  seafood: { id: '268840175', name: '澄禾海味专营店', isTmall: true },
  private: { id: '57120936', name: '澄禾滋补老客小店', isTmall: false },
}

const good = (code: string, title: string, spec: string, priceFen: number, days: number | null, shop: ShopKey): Good => ({ code, title, spec, priceFen, days, shop })

export const goods = {
  nest15: good('YW-JS-7015', '澄禾即食燕窝 冰糖70g*15瓶 孝敬长辈礼盒装', '口味:木糖醇;规格:70g*15瓶', 89800, 15, 'flagship'),
  nest6: good('YW-JS-7006', '澄禾即食燕窝 70g*6瓶 礼盒', '口味:冰糖;规格:70g*6瓶', 39800, 6, 'flagship'),
  nestSmall: good('YW-JS-4510', '澄禾即食燕窝小瓶 45g*10瓶', '口味:红枣;规格:45g*10瓶', 36800, 10, 'flagship'),
  nestFresh: good('YW-XD-4530', '澄禾鲜炖燕窝 45g*30瓶 月卡', '规格:45g*30瓶;配送:冷链', 168000, 30, 'private'),
  nestDry50: good('YWYZ50', '澄禾燕窝干燕盏 50g', '净含量:50g', 158000, 20, 'flagship'),
  nestDry100: good('YW-YZ-100', '澄禾燕窝干燕盏 100g', '净含量:100g', 298000, 40, 'private'),
  nestStrip: good('YW-YT-100', '澄禾燕窝燕条 100g', '净含量:100g', 198000, 40, 'flagship'),
  mawInstant: good('HJ-JS-1510', '即食花胶 150g*10碗 冷冻', '口味:原味;规格:150g*10碗', 45800, 20, 'seafood'),
  mawDry250: good('HJ-GH-250', '黄花胶 干花胶 鱼胶 250g', '净含量:250g', 98000, 50, 'seafood'),
  mawDry500: good('HJ-GH-500', '黄花胶 干花胶 鱼胶 礼盒 500g', '净含量:500g;包装:礼盒', 188000, 100, 'seafood'),
  cucumber10: good('HSJS500', '大连即食海参 500g 单只装', '规格:500g(10只)', 39800, 10, 'seafood'),
  cucumber20: good('HS-JS-1000', '大连即食海参 1000g 单只装', '规格:1000g(20只)', 75800, 20, 'seafood'),
  cucumberDry: good('HS-DG-250', '淡干海参 250g', '规格:约40只', 138000, 40, 'seafood'),
  ginsengSlice: good('RS-PN-060', '人参片 60g 罐装', '净含量:60g', 16800, 20, 'flagship'),
  americanGinseng: good('XYS-PN-100', '西洋参片 100g 罐装', '净含量:100g', 25800, 40, 'flagship'),
  americanPowder: good('XYS-FN-030', '西洋参粉 2g*30袋', '规格:2g*30袋', 19800, 30, 'flagship'),
  gelatinCake: good('EJ-GG-500', '阿胶糕 手工切片 500g', '规格:500g(约50块)', 32800, 25, 'flagship'),
  gelatinSmall: good('EJ-GG-240', '阿胶糕小盒 240g 24块', '规格:240g(24块)', 16800, 12, 'flagship'),
  dendrobium: good('SHF30', '铁皮石斛粉 2g*30袋', '规格:2g*30袋', 29800, 30, 'flagship'),
  dendrobiumRoot: good('SH-FD-090', '铁皮枫斗 90g', '净含量:90g', 68000, 30, 'private'),
  goatMilk: good('YNF800', '成人羊奶粉 800g', '净含量:800g', 23800, 32, 'flagship'),
  goatBags: good('NF-YN-030', '成人羊奶粉 25g*30条', '规格:25g*30条', 21800, 30, 'flagship'),
  camelMilk: good('NF-TN-300', '驼奶粉 300g', '净含量:300g', 26800, 15, 'flagship'),
  peachGum: good('ZB-TJ-015', '桃胶皂角米雪燕组合 15袋', '规格:15袋', 9900, 15, 'flagship'),
  wolfberry: good('ZB-GQ-030', '枸杞原浆 30ml*30袋', '规格:30ml*30袋', 15800, 30, 'flagship'),
  giftBox: good('LH-SJ-001', '四季礼盒 燕窝花胶海参', '包装:四季礼盒', 128000, null, 'private'),
  /** An old product that no catalogue knows: its orders show what is known. */
  honey: good('FM-2019-07', '洋槐蜂蜜 500g', '净含量:500g', 6900, null, 'flagship'),
} satisfies Record<string, Good>

export type GoodKey = keyof typeof goods

/** Free things and services that stand as lines of their own in the files. */
export const extras = {
  nestSample: { code: 'YW-TY-4502', title: '【小样】即食燕窝体验装 45g*2瓶', spec: '规格:45g*2瓶', priceFen: 0 },
  candy: { code: 'ZP-BT-01', title: '【赠品】单晶冰糖 200g', spec: '', priceFen: 0 },
  spoon: { code: 'ZP-SZ-01', title: '【赠品】陶瓷炖盅勺', spec: '', priceFen: 0 },
  giftWrap: { code: 'FW-LH', title: '礼盒包装服务 代写卡片', spec: '', priceFen: 1000 },
  coldChain: { code: 'FW-LL', title: '冷链送货上门服务费', spec: '', priceFen: 1500 },
} as const

/** What somebody usually takes: the main thing, now and then another, and what is given away. */
export const tastes: { name: string, kinds: string[], tag: string, main: GoodKey[], side: GoodKey[], gift: GoodKey[], isDear: boolean }[] = [
  { name: 'nest', kinds: ['nest'], tag: '燕窝', main: ['nest15', 'nestFresh'], side: ['nestDry50', 'dendrobium'], gift: ['nest15', 'giftBox'], isDear: true },
  { name: 'dry-nest', kinds: ['nest', 'fish_maw'], tag: '燕窝', main: ['nestDry50', 'nestDry100', 'nestStrip'], side: ['mawDry250', 'peachGum'], gift: ['nest15', 'mawDry500'], isDear: true },
  { name: 'maw', kinds: ['fish_maw'], tag: '花胶', main: ['mawDry250', 'mawInstant', 'mawDry500'], side: ['nest6', 'cucumber10'], gift: ['mawDry500', 'giftBox'], isDear: true },
  { name: 'cucumber', kinds: ['sea_cucumber'], tag: '海参', main: ['cucumber20', 'cucumberDry', 'cucumber10'], side: ['mawInstant', 'americanGinseng'], gift: ['cucumber20', 'giftBox'], isDear: true },
  { name: 'ginseng', kinds: ['ginseng'], tag: '参类', main: ['americanGinseng', 'ginsengSlice', 'americanPowder'], side: ['wolfberry', 'dendrobium'], gift: ['americanGinseng'], isDear: false },
  { name: 'gelatin', kinds: ['gelatin'], tag: '阿胶', main: ['gelatinCake', 'gelatinSmall'], side: ['nestSmall', 'peachGum'], gift: ['gelatinCake'], isDear: false },
  { name: 'milk', kinds: ['milk_powder'], tag: '奶粉', main: ['goatMilk', 'goatBags', 'camelMilk'], side: ['wolfberry', 'americanPowder'], gift: ['goatBags'], isDear: false },
  { name: 'light', kinds: ['nest', 'other'], tag: '燕窝', main: ['nestSmall', 'nest6', 'peachGum', 'wolfberry'], side: ['honey', 'gelatinSmall'], gift: ['nest6'], isDear: false },
]
