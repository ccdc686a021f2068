import { behaviourEndpoint } from './behaviour.ts'
import { contactWayEndpoints } from './contact-ways.ts'
import { customerEndpoints } from './customers.ts'
import { departmentEndpoints } from './departments.ts'
import { type ApiEndpoint } from './endpoint.ts'
import { groupEndpoints } from './groups.ts'
import { identityEndpoints } from './identity.ts'
import { massEndpoints } from './mass.ts'
import { massResultEndpoints } from './mass-results.ts'
import { mediaEndpoints } from './media.ts'
import { memberEndpoints } from './members.ts'
import { messageChangeEndpoints } from './message-changes.ts'
import { messageEndpoint } from './messages.ts'
import { remarkEndpoint } from './remark.ts'
import { tagEndpoints } from './tags.ts'
import { ticketEndpoints } from './ticket.ts'
import { getToken } from './token.ts'
import { transferEndpoints } from './transfer.ts'
import { welcomeEndpoint } from './welcome.ts'

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
  ...contactWayEndpoints,
  welcomeEndpoint,
  ...massEndpoints,
  ...massResultEndpoints,
  behaviourEndpoint,
  ...transferEndpoints,
  ...groupEndpoints,
  messageEndpoint,
  ...messageChangeEndpoints,
  ...mediaEndpoints,
]
