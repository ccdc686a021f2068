/** `old`: a client before 3.0.24, which wants the company's config before the app's (wecom.md §1.3). */
export type Device = 'windows' | 'mac' | 'ios' | 'android' | 'old'
export type Theme = 'light' | 'dark'

/** User agents of real clients: data/wecom/user-agents.json (public code, forum posts). The Mac client names no colour scheme. */
const agents: Record<Device, { userAgent: string, platform: string }> = {
  windows: {
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.5304.110 Safari/537.36 Language/zh ColorScheme/Light wxwork/5.0.11 (MicroMessenger/6.2) WindowsWechat MailPlugin_Electron WeMail embeddisk wwmver/3.26.511.637 noMediaCs/true',
    platform: 'Win32',
  },
  mac: {
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)wxwork/3.1.8 (MicroMessenger/6.2) WeChat/2.0.4',
    platform: 'MacIntel',
  },
  ios: {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 14_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 wxwork/3.1.9 MicroMessenger/7.0.1 Language/zh ColorScheme/Light',
    platform: 'iPhone',
  },
  android: {
    userAgent: 'Mozilla/5.0 (Linux; Android 14; 23116PN5BC Build/UKQ1.230804.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/109.0.5414.86 MQQBrowser/6.2 TBS/046811 Mobile Safari/537.36 wxwork/4.1.15 MicroMessenger/7.0.1 NetType/4G Language/zh Lang/zh ColorScheme/Light',
    platform: 'Linux armv81',
  },
  old: {
    userAgent: 'Mozilla/5.0 (Linux; Android 9; MI 8 Build/PKQ1.180729.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/66.0.3359.126 MQQBrowser/6.2 TBS/045131 Mobile Safari/537.36 wxwork/3.0.20 MicroMessenger/7.0.1 NetType/WIFI Language/zh ColorScheme/Light',
    platform: 'Linux armv81',
  },
}

export function userAgentOf(device: Device, theme: Theme): { userAgent: string, platform: string } {
  const { userAgent, platform } = agents[device]
  return { userAgent: userAgent.replace('ColorScheme/Light', theme === 'dark' ? 'ColorScheme/Dark' : 'ColorScheme/Light'), platform }
}
