/** Forms of address a rep writes into a remark: 王姐, 李阿姨, 张总. */
const titles = '姐姐|哥哥|阿姨|叔叔|伯伯|大姐|大哥|奶奶|爷爷|女士|先生|小姐|老师|太太|妈妈|医生|教授|经理|老板|姨|姐|哥|叔|嫂|总|妈'
const said = new RegExp(`^[\\s]*((?:[\\p{Script=Han}]{1,2}?|[A-Za-z]{2,10})(?:${titles}))(?=$|[^\\p{Script=Han}])`, 'u')

/** Family names of some nine in ten; the compound ones first. */
const surnames = /^(?:欧阳|司马|上官|诸葛|夏侯|司徒|皇甫|尉迟|令狐|慕容|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝])[\p{Script=Han}]{1,2}$/u

/**
 * How to speak to her: the form of address in the remark (王姐-天猫 → 王姐), else family name and 女士 / 先生 where name and gender are both known.
 * Null: unknown, and nobody guesses (王敏 alone is no 王姐). `gender` as WeCom has it: 1 man, 2 woman, 0 unknown.
 */
export function addressOf({ remark, name, gender }: { remark: string, name: string, gender: number }): string | null {
  const written = said.exec(remark.normalize('NFKC'))?.[1]
  if (written) return written
  const title = gender === 1 ? '先生' : gender === 2 ? '女士' : null
  if (!title) return null
  const full = [remark, name].map(text => text.split(/[\s\-_—·|/（(,，:：]/u)[0] ?? '').find(text => surnames.test(text))
  if (!full) return null
  return `${/^(?:欧阳|司马|上官|诸葛|夏侯|司徒|皇甫|尉迟|令狐|慕容)/u.test(full) ? full.slice(0, 2) : full.slice(0, 1)}${title}`
}
