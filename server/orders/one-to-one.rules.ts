/** ¥5,000 of lifetime spend make 1V1·禁群发, where the company has set nothing else (setting `oneToOneFen`). */
export const usualOneToOneFen = 500_000
