internal import Ledger

/// What a proof says besides the bytes.
struct ProofFacts: Sendable {
    /// The certificate of the backend.
    var certificate: String?
    /// The number of layers that a configuration states.
    var layerCount: Int?
    /// The reply with a manifest, if later runs may use it.
    var manifest: ManifestReply?
}
