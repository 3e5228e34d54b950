import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// A fault of the scripted registry; that of a run is `Record.Fault`.
typealias Fault = Support.Fault

/// The registry name that scripted registries serve. It does not resolve, so it is reachable only through a pin.
let registryName = "registry.test"

func backend(_ registry: ScriptedRegistry, name: String = "one") throws -> Backend {
    Backend(
        registry: try #require(RegistryName(registryName)), name: name,
        address: .init(host: registry.host, port: registry.port), scheme: .http, source: .commandLine)
}

func client(
    _ credentials: CredentialStore = .anonymous, stall: Duration = .seconds(10), nodes: NodeKinds = .standard
) throws -> RegistryClient {
    RegistryClient(
        engine: try #require(TransferEngine(loops: 1)), credentials: credentials,
        limits: TransferLimits(connect: .seconds(10), stall: stall), userAgent: "blobgate/test", nodes: nodes)
}

func credentials(_ user: String, _ password: String) -> CredentialStore {
    credentials(Credential(user: user, password: Secret(password)))
}

func credentials(_ credential: Credential) -> CredentialStore {
    CredentialStore(files: [AuthFile(source: "config.json", key: registryName, credential: credential)])
}

func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

func repository(_ text: String) throws -> RepositoryName { try #require(RepositoryName(text)) }

extension Observation {
    var facts: BodyFacts? { if case .body(let facts) = outcome { facts } else { nil } }
    var denial: CredentialFault? { if case .denied(let fault) = outcome { fault } else { nil } }
    var failure: TransferFailure? { if case .failed(let failure) = outcome { failure } else { nil } }
}
