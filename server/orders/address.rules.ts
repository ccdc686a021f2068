const municipalities = ['北京', '上海', '天津', '重庆']
const provinces = [
  '河北', '山西', '辽宁', '吉林', '黑龙江', '江苏', '浙江', '安徽', '福建', '江西', '山东', '河南', '湖北', '湖南', '广东', '海南', '四川', '贵州', '云南', '陕西', '甘肃', '青海', '台湾',
  '内蒙古', '广西', '西藏', '宁夏', '新疆', '香港', '澳门',
]
const provinceTail = /^(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?/

/** 浙江 杭州, or 上海, from the beginning of an address; null where no province is named. Masked details do not matter. */
export function regionOf(address: string): string | null {
  const text = address.replace(/^(中国|CN)[\s,，]*/i, '').replace(/[\s,，/]+/g, '')
  const municipality = municipalities.find(name => text.startsWith(name))
  if (municipality) return municipality
  const province = provinces.find(name => text.startsWith(name))
  if (!province) return null
  const rest = text.slice(province.length).replace(provinceTail, '')
  const city = /^([\u4e00-\u9fa5]{2,10}?)(?:市|地区|盟|自治州)/.exec(rest)?.[1]
  return city ? `${province} ${city}` : province
}

/** An address without blanks and punctuation, so that the same place written twice is the same. */
export const addressKey = (address: string): string => address.normalize('NFKC').replace(/[\s,.;:，。；：、\-()（）#]/g, '').toLowerCase()

/** 张** 139****1234: what of a recipient may be shown. Null where nothing is known. */
export function maskedRecipient(name: string, phone: string | null, lastFour: string | null): string | null {
  const shownName = name === '' ? '' : name.includes('*') ? name : `${Array.from(name)[0]}**`
  const shownPhone = phone ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : lastFour ? `****${lastFour}` : ''
  const shown = [shownName, shownPhone].filter(Boolean).join(' ')
  return shown === '' ? null : shown
}
