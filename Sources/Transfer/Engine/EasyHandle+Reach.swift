internal import CLibcurl
internal import Glibc

extension ActiveTransfer {
    /// Whether the request may use this address. If not, the address is kept for the result. Through a proxy, every
    /// connection is one to the proxy.
    fileprivate func mayUse(_ address: String) -> Bool {
        let isProxied = request.pin == nil && request.proxy != nil
        guard let mayReach = request.mayReach, !isProxied, !mayReach(address) else { return true }
        barred = address
        return false
    }

    fileprivate func mayConnect(to address: UnsafePointer<sockaddr>, length: socklen_t) -> Bool {
        guard let numeric = NumericAddress(address, length: length) else { return false }
        return mayUse(numeric.host)
    }
}

/// A socket address in text form.
private struct NumericAddress {
    let host: String

    /// `nil` for anything but an IP address.
    init?(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        // A link-local address may have a zone: fe80::1%eth0.
        let text = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.host = String(text.prefix { $0 != "%" })
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
let beforeRequestCallback: curl_prereq_callback = { context, remote, _, _, _ in
    guard let context, let remote else { return CURL_PREREQFUNC_OK }
    let transfer = Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.mayUse(String(cString: remote)) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
