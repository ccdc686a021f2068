/** What a file may be. Orders of a year of a busy shop stay far below. */
export const limits = {
  csvBytes: 1024 ** 3,
  xlsxBytes: 60 * 1024 ** 2,
  xlsxUnzippedBytes: 512 * 1024 ** 2,
  /** Above this size an entry that shrank to less than a 200th is a bomb. */
  bombBytes: 20 * 1024 ** 2,
  bombRatio: 200,
  xlsxEntries: 500,
  xlsxRows: 100_000,
  csvRows: 2_000_000,
  columns: 300,
  cellChars: 32_767,
  recordChars: 512 * 1024,
} as const
