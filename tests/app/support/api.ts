import { setupServer } from 'msw/node'

/** Answers for one test: `api.use(http.get('/api/…', () => HttpResponse.json(…)))`. A request that no test expects fails it. */
export const api = setupServer()
