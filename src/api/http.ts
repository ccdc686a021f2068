import axios, { type AxiosError } from 'axios'
import { goToSignIn, noteSignedIn } from '../utils/sign-in.ts'
import { ApiError, failureBeforeAnswer, isErrorBody } from './api-error.ts'

/** Loaded with the first call, never before the first view (axios costs 18 kB). */
export const http = axios.create({ timeout: 15_000, headers: { Accept: 'application/json' } })

http.interceptors.response.use(
  (answer) => {
    noteSignedIn()
    return answer
  },
  (error: AxiosError) => {
    const failure = failureOf(error)
    if (failure.code === 'not-signed-in') goToSignIn()
    throw failure
  },
)

function failureOf(error: AxiosError): ApiError {
  if (axios.isCancel(error)) return failureBeforeAnswer('aborted')
  const body = error.response?.data
  if (isErrorBody(body)) return new ApiError(body.code, body.message, body.details)
  return failureBeforeAnswer(navigator.onLine === false ? 'offline' : 'server-away')
}
