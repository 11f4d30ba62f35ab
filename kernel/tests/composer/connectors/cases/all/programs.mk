COMPONENTS = server client
DESCRIPTIONS = all.camkes
PREFILLS =

server_TYPE = Server
server_FOLDER = .
server_INCLUDE = .

client_TYPE = Client
client_FOLDER = .
client_INCLUDE = .
