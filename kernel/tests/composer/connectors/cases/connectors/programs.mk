COMPONENTS = server client driver second
DESCRIPTIONS = connectors.camkes
PREFILLS =

server_TYPE = Server
server_FOLDER = .
server_INCLUDE = . . .

client_TYPE = Client
client_FOLDER = .
client_INCLUDE = . . . .
client_HEAP = 65536

driver_TYPE = Driver
driver_FOLDER = .
driver_INCLUDE =

second_TYPE = Driver
second_FOLDER = .
second_INCLUDE =
