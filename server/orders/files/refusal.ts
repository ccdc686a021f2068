/** A whole file that is not taken, with the reason for the person who uploaded it (Chinese). The server goes on. */
export class FileRefusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'FileRefusal'
    this.code = code
  }
}
