import { loadHttp } from './call.ts'

/** Ends every session of the member, on all devices. Throws ApiError. The page that comes after, since `/` would sign in again at once. */
export async function signOut(): Promise<'/auth/signed-out'> {
  const { http } = await loadHttp()
  await http.post('/auth/logout')
  return '/auth/signed-out'
}
