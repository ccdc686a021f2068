import Type, { type TSchema, type TUnsafe } from 'typebox'

/** Building blocks that every resource's schema uses. Server, tests and documents only: the app imports types. */
export const words = <const T extends readonly string[]>(values: T): TUnsafe<T[number]> =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const idOf = <T extends string>(): TUnsafe<T> => Type.Unsafe<T>({ type: 'string', minLength: 1, maxLength: 64 })

/** ISO 8601 with zone. */
export const Instant = Type.String({ format: 'date-time' })
/** A calendar day, YYYY-MM-DD, in the company's zone. */
export const Day = Type.String({ format: 'date' })
/** Money in integer fen. */
export const Fen = Type.Integer()
/** 0–1. */
export const Rate = Type.Number({ minimum: 0, maximum: 1 })
/** A range that says how sure we are: never a single day as a certainty. */
export const DayRange = Type.Object({ min: Type.Integer(), max: Type.Integer() })
export const Cursor = Type.String({ maxLength: 512 })
/** One line a person typed. */
export const line = (maxLength: number, minLength = 0): ReturnType<typeof Type.String> => Type.String({ maxLength, minLength })
export const Empty = Type.Object({})

export const ErrorReply = Type.Object({
  code: Type.String(),
  message: Type.String(),
  details: Type.Optional(Type.Unknown()),
})
