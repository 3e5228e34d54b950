internal import CLibcrypto
internal import CLibcurl

/// Which certificate authorities a connection trusts.
struct Trust: Hashable, Sendable {
    /// PEM files, each of which has to hold a certificate.
    var files: [String]
    /// A PEM file that is used where it is there.
    var optionalFile: String?
    /// Folders as `openssl rehash` leaves them, separated by colons; OpenSSL looks into them when it misses an issuer.
    var folders: String?

    /// What a request asks for; `nil` where nothing is verified.
    ///
    /// Its own authorities stand in place of the system's. Those that it adds stand beside them, and are enough where the
    /// system has none.
    init?(of request: TransferRequest, system: SystemAuthorities) {
        guard request.usesTLS, request.verifiesPeer else { return nil }
        let more = request.moreAuthorities
        if let own = request.certificateAuthorities {
            files = [own] + more
            return
        }
        folders = system.folders ?? SystemAuthorities.builtIn.folders
        if let file = system.file {
            files = [file] + more
        } else if more.isEmpty {
            files = [SystemAuthorities.builtIn.file].compactMap { $0 }
        } else {
            files = more
            optionalFile = SystemAuthorities.builtIn.file
        }
    }
}

/// The certificates of a ``Trust``, read once and shared by connections on all threads: an `X509_STORE` of OpenSSL, which
/// has a lock of its own. That makes the unchecked conformance right.
final class TrustStore: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    /// What differs between stores that live at the same time.
    var key: String { "/blobgate-trust-\(UInt(bitPattern: pointer))" }

    init(_ trust: Trust) throws(TransferFailure) {
        guard let pointer = blobgate_trust_new() else {
            throw TransferFailure(kind: .other, message: "there is no memory for the certificate authorities")
        }
        self.pointer = pointer
        for file in trust.files {
            guard blobgate_trust_file(pointer, file) != 1 else { continue }
            throw Self.failure(
                "\(file) \(CertificateFiles.fault(ofAuthorities: file) ?? "holds a damaged certificate")")
        }
        if let file = trust.optionalFile { _ = blobgate_trust_file(pointer, file) }
        if let folders = trust.folders, blobgate_trust_folders(pointer, folders) != 1 {
            throw Self.failure("\(folders) cannot be searched")
        }
    }

    deinit { blobgate_trust_free(pointer) }

    /// Worded and numbered as libcurl's own failure to read authorities is.
    private static func failure(_ detail: String) -> TransferFailure {
        let code = CURLE_SSL_CACERT_BADFILE
        let fault = TLSFault(stage: .authorities, verifyResult: 0, text: detail, host: "")
        return TransferFailure(kind: .tls, curlCode: Int(code.rawValue), message: fault.message)
    }
}

/// The authorities that an engine has read: each file once, and on none of the loops' threads, which reading the usual
/// 140 certificates would hold up for some 30 ms at each handshake.
actor TrustStores {
    private var stores: [Trust: TrustStore] = [:]
    private var reading: [Trust: Task<Result<TrustStore, TransferFailure>, Never>] = [:]
    private let executor = BlockingExecutor("blobgate-authorities")

    /// The store of some authorities. What cannot be used is read again when it is asked for again: a person may have
    /// repaired it in the meantime.
    func store(of trust: Trust) async throws(TransferFailure) -> TrustStore {
        if let store = stores[trust] { return store }
        let task =
            reading[trust]
            ?? Task(executorPreference: executor) {
                do throws(TransferFailure) {
                    return .success(try TrustStore(trust))
                } catch {
                    return .failure(error)
                }
            }
        reading[trust] = task
        let result = await task.value
        reading[trust] = nil
        let store = try result.get()
        stores[trust] = store
        return store
    }
}
