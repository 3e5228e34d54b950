internal import CLibcurl
internal import Glibc

extension ActiveTransfer {
    /// Whether the request may use this address. If not, the address is kept for the result.
    fileprivate func mayUse(_ address: String, port: UInt16) -> Bool {
        guard let mayReach = request.mayReach, !mayReach(address), !ProxyVariables.lead(to: port, for: request) else {
            return true
        }
        barred = address
        return false
    }

    fileprivate func mayConnect(to address: UnsafePointer<sockaddr>, length: socklen_t) -> Bool {
        guard let numeric = NumericAddress(address, length: length) else { return false }
        return mayUse(numeric.host, port: numeric.port)
    }
}

/// A socket address in text form.
private struct NumericAddress {
    let host: String
    let port: UInt16

    /// `nil` for anything but an IP address.
    init?(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let code = getnameinfo(
            address, length, &host, socklen_t(host.count), &service, socklen_t(service.count),
            NI_NUMERICHOST | NI_NUMERICSERV)
        guard code == 0, let port = UInt16(Self.text(service)) else { return nil }
        // A link-local address may have a zone: fe80::1%eth0.
        self.host = String(Self.text(host).prefix { $0 != "%" })
        self.port = port
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// The environment variables with which libcurl finds a proxy.
private enum ProxyVariables {
    /// Whether a connection to this port is one to the request's proxy. libcurl 7.88 does not say so; only the port is
    /// compared, because the name of a proxy may have several addresses.
    static func lead(to port: UInt16, for request: TransferRequest) -> Bool {
        guard request.pin == nil else { return false }
        let names = (request.usesTLS ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]) + ["all_proxy", "ALL_PROXY"]
        let values = names.lazy.compactMap { getenv($0).map { String(cString: $0) } }
        return values.first { !$0.isEmpty }.map(Self.port) == port
    }

    private static func port(of proxy: String) -> UInt16? {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME)
        guard curl_url_set(url, CURLUPART_URL, proxy, flags) == CURLUE_OK else { return nil }
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, CURLUPART_PORT, &text, 0) == CURLUE_OK, let text else {
            // The ports that libcurl assumes for a proxy.
            return proxy.lowercased().hasPrefix("https://") ? 443 : 1080
        }
        defer { curl_free(text) }
        return UInt16(String(cString: text))
    }
}

/// Opens the socket for a connection, unless the request may not connect there. A limit of this machine is kept for the
/// result.
let openSocketCallback: curl_opensocket_callback = { context, _, address in
    guard let context, let address else { return blobgate_curl_bad_socket }
    let transfer = Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    guard let whole = blobgate_curl_address(address),
        transfer.mayConnect(to: whole, length: address.pointee.addrlen)
    else { return blobgate_curl_bad_socket }
    let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.pointee.family, type, address.pointee.protocol)
    transfer.socketError = descriptor < 0 ? errno : 0
    return descriptor
}

/// A connection that another request has made may be one that this request may not make.
let beforeRequestCallback: curl_prereq_callback = { context, remote, _, port, _ in
    guard let context, let remote else { return CURL_PREREQFUNC_OK }
    let transfer = Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    let isAllowed = transfer.mayUse(String(cString: remote), port: UInt16(clamping: port))
    return isAllowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
