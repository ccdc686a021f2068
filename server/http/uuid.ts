const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Is this text a UUID? What is none cannot be in a uuid column: it is not found, rather than an error of the database. */
export const isUuid = (text: string): boolean => pattern.test(text)
