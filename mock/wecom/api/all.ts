import { customerEndpoints } from './customers.ts'
import { departmentEndpoints } from './departments.ts'
import { type ApiEndpoint } from './endpoint.ts'
import { identityEndpoints } from './identity.ts'
import { memberEndpoints } from './members.ts'
import { remarkEndpoint } from './remark.ts'
import { tagEndpoints } from './tags.ts'
import { ticketEndpoints } from './ticket.ts'
import { getToken } from './token.ts'

/** Every endpoint below /cgi-bin/ that the simulated platform answers. */
export const apiEndpoints: ApiEndpoint[] = [
  getToken,
  ...ticketEndpoints,
  ...identityEndpoints,
  ...memberEndpoints,
  ...departmentEndpoints,
  ...customerEndpoints,
  remarkEndpoint,
  ...tagEndpoints,
]
